extension Quantity {
    /// A unit as it is written: `value in SI = number × factor + offset`.
    public struct Unit: Sendable, Hashable {
        /// As it is displayed: `N·m`, `mm²`, `bar`.
        public let symbol: String
        /// The English symbol where it differs (`rpm` for `tr/min`).
        public let english: String
        public let factor: Double
        /// Added after the factor: 273.15 K for °C, 101 325 Pa for gauge pressures read as absolute ones.
        public let offset: Double
        /// The SI prefixes taken before the symbol.
        let prefixes: String
        /// Other spellings taken, in canonical form.
        let spellings: [String]

        init(
            _ symbol: String, _ factor: Double = 1, offset: Double = 0, prefixes: String = "", also spellings: [String] = [],
            english: String? = nil
        ) {
            self.symbol = symbol
            self.english = english ?? symbol
            self.factor = factor
            self.offset = offset
            self.prefixes = prefixes
            self.spellings = ([symbol, english ?? symbol] + spellings).map(Unit.canonical)
        }

        public func symbol(_ language: Language) -> String {
            language == .fr ? symbol : english
        }

        /// This unit with a prefix before it.
        func prefixed(_ prefix: Character) -> Unit {
            let scale = Unit.scale(prefix)
            return Unit(
                "\(prefix)\(symbol)", factor * scale, offset: offset, also: spellings.map { Unit.canonical(String(prefix)) + $0 },
                english: "\(prefix)\(english)")
        }

        /// The unit that this text writes, with its prefix, if it is this one.
        func matching(_ canonicalText: String) -> Unit? {
            if spellings.contains(canonicalText) { return self }
            guard let first = canonicalText.first else { return nil }
            for prefix in prefixes where Unit.canonical(String(prefix)) == String(first) {
                if spellings.contains(String(canonicalText.dropFirst())) { return prefixed(prefix) }
            }
            return nil
        }

        /// Itself and all its prefixed forms.
        var forms: [Unit] { [self] + prefixes.map(prefixed) }

        /// One spelling for what is written several ways: `mm²` and `mm2`, `µ` and `u`, `Ω` and `ohm`, `N·m` and `N.m`.
        static func canonical(_ text: String) -> String {
            var result = ""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "²": result += "2"
                case "³": result += "3"
                case "µ", "μ": result += "u"
                case "Ω", "\u{2126}": result += "ohm"
                case "·", "⋅", "*", "×": result += "."
                case "º": result += "°"
                case "−", "⁻": result += "-"
                case "¹": result += "1"
                case "^", " ", "\u{00A0}", "\u{202F}": break
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result
        }

        private static func scale(_ prefix: Character) -> Double {
            switch prefix {
            case "p": 1e-12
            case "n": 1e-9
            case "µ": 1e-6
            case "m": 1e-3
            case "c": 1e-2
            case "d": 1e-1
            case "h": 1e2
            case "k": 1e3
            case "M": 1e6
            case "G": 1e9
            case "T": 1e12
            default: preconditionFailure("\(prefix) is no prefix that a unit of banc takes")
            }
        }
    }
}
