import Foundation
import Testing

/// Who turns an RS-485 line to sending. A pair of terminals has neither RTS nor a driver that turns: a library in front of the system's
/// says that it has, and writes down what it is told and when bytes go out.
@Suite(.serialized, .enabled(if: hasTools, "socat or a C compiler is missing"))
struct LineDirectionTests {
    private static let port = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <linux/serial.h>
        #include <stdarg.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/ioctl.h>
        #include <unistd.h>

        static int lines;

        static void note(const char *what, unsigned long number) {
            ssize_t (*out)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
            int log = open(getenv("PORT_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
            char text[64];
            out(log, text, snprintf(text, sizeof text, "%s %lu\\n", what, number));
            close(log);
        }

        int ioctl(int descriptor, unsigned long request, ...) {
            va_list list;
            va_start(list, request);
            void *argument = va_arg(list, void *);
            va_end(list);
            switch (request) {
            case TIOCMGET: *(int *)argument = lines; return 0;
            case TIOCMSET:
                lines = *(int *)argument;
                note("rts", (lines & TIOCM_RTS) != 0);
                return 0;
            case TIOCGRS485: *(struct serial_rs485 *)argument = (struct serial_rs485){0}; return 0;
            case TIOCSRS485: note("rs485", ((struct serial_rs485 *)argument)->flags & SER_RS485_ENABLED); return 0;
            }
            int (*real)(int, unsigned long, void *) = dlsym(RTLD_NEXT, "ioctl");
            return real(descriptor, request, argument);
        }

        ssize_t write(int descriptor, const void *bytes, size_t count) {
            ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
            if (isatty(descriptor)) note("bytes", count);
            return real(descriptor, bytes, count);
        }
        """

    /// Two joined terminals, and the library.
    private final class Line {
        let folder = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")
        private let cable = Process()
        var end: String { path("end") }

        func path(_ name: String) -> String { folder.appending(path: name).path }

        struct NoLine: Error {}

        init() throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try LineDirectionTests.port.write(toFile: path("port.c"), atomically: true, encoding: .utf8)
            guard run("cc", ["-shared", "-fPIC", "-o", path("port.so"), path("port.c"), "-ldl"]) else { throw NoLine() }
            cable.executableURL = URL(filePath: "/usr/bin/env")
            cable.arguments = ["socat", "pty,raw,echo=0,link=\(end)", "pty,raw,echo=0,link=\(path("far"))"]
            try cable.run()
            for _ in 0..<200 where access(end, R_OK | W_OK) != 0 { Thread.sleep(forTimeInterval: 0.05) }
        }

        deinit {
            kill(cable.processIdentifier, SIGKILL)
            cable.waitUntilExit()
            try? FileManager.default.removeItem(at: folder)
        }

        /// Asks a device that is not there, once, over the line.
        func ask(_ direction: String, preloaded: Bool = true, _ link: String = "") throws -> (Command.Result, log: [String]) {
            let profile = path("\(direction).yaml")
            try """
            format: 1
            link: {at: \(end), baud: 9600, parity: none, timeout: 50 ms, retries: 0, direction: \(direction)\(link)}
            holding-registers: {0: {name: a}}
            """.write(toFile: profile, atomically: true, encoding: .utf8)
            let environment = preloaded ? ["LD_PRELOAD": path("port.so"), "PORT_LOG": path("\(direction).log")] : [:]
            let result = try Command.run(["device", "read", profile, "--lang", "en"], environment: environment)
            let log = (try? String(contentsOfFile: path("\(direction).log"), encoding: .utf8)) ?? ""
            return (result, log.split(separator: "\n").map(String.init))
        }
    }

    @Test func `RTS is up, or down, from before the first byte until after the last`() throws {
        let line = try Line()
        let (up, upLog) = try line.ask("rts", ", turnaround: 300 us")
        #expect(up.status == 3 && up.errors.contains("no answer"), "\(up.errors)")
        #expect(upLog == ["rts 0", "rts 1", "bytes 8", "rts 0"])
        let (_, downLog) = try line.ask("rts-inverted")
        #expect(downLog == ["rts 1", "rts 0", "bytes 8", "rts 1"])
        let (_, own) = try line.ask("adapter")
        #expect(own == ["bytes 8"])
    }

    @Test func `the kernel's driver is told before anything is sent`() throws {
        let line = try Line()
        let (asked, log) = try line.ask("kernel")
        #expect(asked.errors.contains("no answer"), "\(asked.errors)")
        #expect(log == ["rs485 1", "bytes 8"])
    }

    @Test func `a port that cannot be turned is told so, with what to do`() throws {
        let line = try Line()
        for (direction, sentence) in [
            ("kernel", "cannot turn an RS-485 line; most USB adapters do it by themselves (direction: adapter), else try rts"),
            ("rts", "has no line RTS to set; try direction: adapter or kernel"),
        ] {
            let (asked, _) = try line.ask(direction, preloaded: false)
            #expect(asked.status == 3 && asked.errors.contains(sentence), "\(asked.errors)")
        }
        let wrong = try Command.run(["device", "read", "variateur", "--at", line.end, "--direction", "up", "--lang", "en"])
        #expect(wrong.status == 2 && wrong.errors.contains("adapter, kernel, rts, rts-inverted"), "\(wrong.errors)")
    }
}

/// Whether it ran and ended well, whatever it said.
private func run(_ name: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}

private let hasTools = run("socat", ["-V"]) && run("cc", ["--version"])
