import Foundation
import Training

extension Header.Platform {
    /// This host, as far as digits may depend on it.
    static var host: Header.Platform {
        var system = utsname()
        uname(&system)
        func text<Field>(_ field: Field) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return Header.Platform(
            system: text(system.sysname), architecture: text(system.machine),
            library: library, features: features)
    }

    private static var library: String {
        var name = [CChar](repeating: 0, count: 64)
        let length = confstr(Int32(_CS_GNU_LIBC_VERSION), &name, name.count)
        return length > 1 ? String(decoding: name.prefix(length - 1).map { UInt8(bitPattern: $0) }, as: UTF8.self) : "?"
    }

    /// Processor features by which the mathematical library chooses its functions.
    private static var features: [String] {
        guard let information = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return [] }
        let line = information.split(separator: "\n").first { $0.hasPrefix("flags") || $0.hasPrefix("Features") }
        let known = ["avx2", "avx512f", "fma", "fma4", "sse4_1", "asimd", "sve"]
        let words = line?.split(whereSeparator: { $0 == " " || $0 == ":" || $0 == "\t" }).map(String.init) ?? []
        return known.filter(words.contains).sorted()
    }
}
