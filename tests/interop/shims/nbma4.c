/* Preloaded into nhrpd, which takes NHRP only from a link whose addresses are 4 bytes long (a GRE device of the kernel):
 * packets from our TAP, whose addresses begin with the NBMA address, are told to have such addresses. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    static ssize_t (*next)(int, struct msghdr *, int);
    if (!next) next = (ssize_t (*)(int, struct msghdr *, int)) dlsym(RTLD_NEXT, "recvmsg");
    ssize_t got = next(fd, message, flags);
    struct sockaddr_ll *from = message->msg_name;
    if (got >= 0 && from && message->msg_namelen >= sizeof *from - 8 && from->sll_family == AF_PACKET
        && from->sll_halen == 6)
        from->sll_halen = 4;
    return got;
}
