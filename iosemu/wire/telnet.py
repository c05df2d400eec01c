"""Telnet (RFC 854, 857, 858, 1073, options as RFC 1143 asks): text and commands in one stream of bytes.

    IAC (255) WILL | WONT | DO | DONT option      IAC SB option … IAC SE      IAC IAC: the byte 255
"""

from __future__ import annotations

SE, NOP, BREAK, INTERRUPT, SB, WILL, WONT, DO, DONT, IAC = 240, 241, 243, 244, 250, 251, 252, 253, 254, 255
ECHO, SUPPRESS_GO_AHEAD, TERMINAL_TYPE, WINDOW_SIZE = 1, 3, 24, 31

_LONGEST = 512  # bytes of a subnegotiation that are kept
_DATA_255 = 0x1FF  # a doubled IAC within one: the byte 255, and no IAC


class Telnet:
    """One end. `own` are options that this end is willing to do, `wanted` those that the far end may do.

    `receive` gives the text; what must be sent in answer stands in `reply` until `take_reply` fetches it.
    """

    def __init__(self, own: frozenset[int], wanted: frozenset[int]) -> None:
        self.own, self.wanted = own, wanted
        self.doing: set[int] = set()  # agreed on, this end
        self.done: set[int] = set()  # agreed on, the far end
        self.speaks = False  # the far end has negotiated: it is a Telnet
        self.window: tuple[int, int] | None = None  # columns, rows as the far end told them last (RFC 1073)
        self._asked: set[tuple[int, int]] = set()
        self._reply = bytearray()
        self._command: list[int] = []  # of a command that is not complete yet
        self._return = False  # the last byte was CR

    def ask(self, verb: int, option: int) -> None:
        """WILL or DO, not yet answered."""
        self._asked.add((verb, option))
        self._reply += bytes((IAC, verb, option))

    def take_reply(self) -> bytes:
        reply = bytes(self._reply)
        self._reply.clear()
        return reply

    @staticmethod
    def escape(data: bytes) -> bytes:
        return data.replace(b"\xff", b"\xff\xff")

    def receive(self, data: bytes) -> bytes:
        """The text in it. CR NUL and CR LF are one CR."""
        text = bytearray()
        for byte in data:
            if self._command:
                self._in_command(byte, text)
            elif byte == IAC:
                self._command.append(byte)
            elif self._return and byte in (0, 10):
                self._return = False
            else:
                self._return = byte == 13
                text.append(byte)
        return bytes(text)

    def _in_command(self, byte: int, text: bytearray) -> None:
        command = self._command
        command.append(byte)
        verb = command[1]
        if verb == IAC:
            text.append(IAC)
        elif verb in (WILL, WONT, DO, DONT):
            if len(command) < 3:
                return
            self.speaks = True
            self._negotiate(verb, command[2])
        elif verb == SB:
            if len(command) > 2 and command[-2:] == [IAC, IAC]:
                command[-2:] = [_DATA_255]
            if command[-2:] != [IAC, SE] or len(command) < 4:
                if len(command) > _LONGEST:
                    del command[3:-1]
                return
            if command[2] == WINDOW_SIZE and len(command) == 9:
                columns, rows = (256 * (command[at] & 0xFF) + (command[at + 1] & 0xFF) for at in (3, 5))
                self.window = columns, rows
        elif verb == INTERRUPT:
            text.append(0x03)
        elif verb == BREAK:
            text.append(0x1E)
        command.clear()

    def _negotiate(self, verb: int, option: int) -> None:
        ours = verb in (DO, DONT)
        agreed, allowed = (self.doing, self.own) if ours else (self.done, self.wanted)
        yes, no = (WILL, WONT) if ours else (DO, DONT)
        asked = (yes, option) in self._asked
        self._asked.discard((yes, option))
        if verb in (DO, WILL):
            if option in agreed:
                return
            if option in allowed:
                agreed.add(option)
                if not asked:
                    self._reply += bytes((IAC, yes, option))
            else:
                self._reply += bytes((IAC, no, option))
        elif option in agreed:
            agreed.discard(option)
            self._reply += bytes((IAC, no, option))
