/* Preloaded into charon where the kernel has no ESP: what the kernel refuses with "protocol not supported" becomes a
 * success, and each SA message that is sent to it (keys included) is appended in hex to the file named by FAKESA_LOG.
 * ESP itself is then done by dataplane.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name)) dlsym(RTLD_NEXT, #name)

static int is_xfrm(int fd)
{
    int domain = 0, protocol = 0;
    socklen_t size = sizeof(int);
    if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) || domain != AF_NETLINK) return 0;
    size = sizeof(int);
    return !getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) && protocol == NETLINK_XFRM;
}

static void forgive(int fd, void *data, ssize_t size)
{
    int saved = errno;
    struct nlmsghdr *message = data;
    if (size >= (ssize_t) sizeof *message && is_xfrm(fd)) {
        for (; NLMSG_OK(message, size); message = NLMSG_NEXT(message, size)) {
            if (message->nlmsg_type == NLMSG_ERROR) {
                struct nlmsgerr *answer = NLMSG_DATA(message);
                if (answer->error == -EPROTONOSUPPORT || answer->error == -ENOSYS) answer->error = 0;
            }
        }
    }
    errno = saved;
}

static void record(int fd, const void *data, size_t size)
{
    const struct nlmsghdr *message = data;
    const unsigned char *bytes = data;
    const char *path = getenv("FAKESA_LOG");
    FILE *file;
    if (!path || size < sizeof *message || !is_xfrm(fd)) return;
    if (message->nlmsg_type != XFRM_MSG_NEWSA && message->nlmsg_type != XFRM_MSG_UPDSA) return;
    if (!(file = fopen(path, "a"))) return;
    for (size_t i = 0; i < size && i < message->nlmsg_len; i++) fprintf(file, "%02x", bytes[i]);
    fputc('\n', file);
    fclose(file);
}

ssize_t recv(int fd, void *data, size_t size, int flags)
{
    NEXT(recv);
    ssize_t got = next(fd, data, size, flags);
    if (got > 0 && !(flags & MSG_PEEK)) forgive(fd, data, got);
    return got;
}

ssize_t recvfrom(int fd, void *data, size_t size, int flags, struct sockaddr *from, socklen_t *length)
{
    NEXT(recvfrom);
    ssize_t got = next(fd, data, size, flags, from, length);
    if (got > 0 && !(flags & MSG_PEEK)) forgive(fd, data, got);
    return got;
}

ssize_t read(int fd, void *data, size_t size)
{
    NEXT(read);
    ssize_t got = next(fd, data, size);
    if (got > 0) forgive(fd, data, got);
    return got;
}

ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
    NEXT(sendto);
    record(fd, data, size);
    return next(fd, data, size, flags, to, length);
}

ssize_t send(int fd, const void *data, size_t size, int flags)
{
    NEXT(send);
    record(fd, data, size);
    return next(fd, data, size, flags);
}

ssize_t write(int fd, const void *data, size_t size)
{
    NEXT(write);
    record(fd, data, size);
    return next(fd, data, size);
}
