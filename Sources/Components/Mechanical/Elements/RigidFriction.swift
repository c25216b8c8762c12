extension BristleFriction {
    /// Sets its limits among others that brake the same rigid train.
    ///
    /// All give by the same distance, and are scaled alike, so that together they are as one friction of their summed limits: they
    /// catch and let go at the same time, and a step that stops the train is solved in a few iterates.
    ///
    /// - Parameters:
    ///   - coulomb: N or N·m while it slides; it takes a fifth more to begin.
    ///   - give: travel of the bristles before they slide, m or rad.
    ///   - speed: an ordinary running speed, m/s or rad/s.
    mutating func hold(_ coulomb: Double, give: Double, speed: Double) {
        self.coulomb = coulomb
        breakaway = 1.2 * coulomb
        stribeckSpeed = speed / 30
        // A friction of nothing still needs numbers to be solved.
        stiffness = max(breakaway, 1e-9) / give
        inertia = max(coulomb, 1e-9) * 0.005 / speed
        slacken()
    }
}
