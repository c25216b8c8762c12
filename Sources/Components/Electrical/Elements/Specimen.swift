extension Site {
    /// A number in 0…1 that belongs to this specimen, another for each `trait`: where its thresholds lie within their tolerance.
    func share(_ trait: Int = 0) -> Double {
        var z = specimen &+ UInt64(trait + 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return Double(z >> 11) * 0x1p-53
    }
}
