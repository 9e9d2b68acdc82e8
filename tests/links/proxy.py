"""proxy.py - a TCP proxy that does to a connection what a bad network does; it needs no root.

Each connection draws its fault: passed on whole, byte by byte, late, reset after some bytes, or
silent in one direction; and each ends after a few seconds, whatever is under way. calm() ends all
faults and all connections.
"""

import asyncio
import random
import socket
import struct
import threading

FAULTS = ("whole", "dribble", "late", "reset", "silent")
CHUNK_SIZE = 16384
DRIBBLE_MAX = 4000  # bytes that go one by one before the rest goes whole
SILENT_SECONDS = 3.0
LIFE_SECONDS = (0.5, 4.0)


class Proxy(threading.Thread):
    """Listens on [port] and passes on to [target]."""

    def __init__(self, port, target, seed):
        super().__init__(name=f"proxy {port}", daemon=True)
        self.port = port
        self.target = target
        self.chance = random.Random(f"{seed} proxy {port}")
        self.counts = dict.fromkeys(FAULTS, 0)
        self.bytes_single = self.bytes_all = self.resets = 0
        self.storm = True
        self.open = set()
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()

    def run(self):
        asyncio.set_event_loop(self.loop)
        listening = asyncio.start_server(self.accept, "127.0.0.1", self.port)
        self.server = self.loop.run_until_complete(listening)
        self.ready.set()
        self.loop.run_forever()

    def calm(self):
        """From now on all connections are passed on whole; those that there are end."""
        self.storm = False
        self.loop.call_soon_threadsafe(self.end_all)

    def end_all(self):
        for writer in list(self.open):
            writer.transport.abort()

    async def accept(self, reader, writer):
        fault = self.chance.choice(FAULTS) if self.storm else "whole"
        self.counts[fault] += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        both = (writer, far_writer)
        for end in both:
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.open.update(both)
        limit = self.chance.randrange(1, 20000) if fault == "reset" else None
        quiet = self.chance.randrange(2) if fault == "silent" else None
        try:
            life = self.chance.uniform(*LIFE_SECONDS) if self.storm else None
            await asyncio.wait_for(asyncio.gather(
                self.pass_on(reader, far_writer, fault, limit, quiet == 0, both),
                self.pass_on(far_reader, writer, fault, limit, quiet == 1, both)), life)
        except (OSError, asyncio.TimeoutError):
            pass
        finally:
            self.open.difference_update(both)
            for end in both:
                end.transport.abort()

    async def pass_on(self, reader, writer, fault, limit, quiet, both):
        passed = 0
        while True:
            data = await reader.read(CHUNK_SIZE)
            if not data:
                if writer.can_write_eof():
                    writer.write_eof()
                return
            self.bytes_all += len(data)
            if limit is not None and passed + len(data) >= limit:
                await self.reset(writer, data[:limit - passed], both)
                return
            if quiet and passed > 3000:  # the handshake went through; then one side hears nothing
                await asyncio.sleep(SILENT_SECONDS)
                await self.reset(writer, b"", both)
                return
            if fault == "late":
                await asyncio.sleep(self.chance.uniform(0.01, 0.3))
            if fault == "dribble" and passed < DRIBBLE_MAX:
                for byte in data:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0)
                self.bytes_single += len(data)
            else:
                writer.write(data)
                await writer.drain()
            passed += len(data)

    async def reset(self, writer, last, both):
        """Both sides get a reset, in the middle of whatever they say."""
        writer.write(last)
        await writer.drain()
        self.resets += 1
        for end in both:
            end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                                    struct.pack("ii", 1, 0))
            end.transport.abort()
