import Circuits

/// The small volumes of oil at a component's ports: so that each has an equation, whatever is joined to it.
struct PortVolumes {
    private let volumes: [Handle<OilVolume>]

    /// - Parameter volume: of each, m³.
    init(_ site: Site, _ link: OilLink, _ ports: [String], _ volume: Double = 2e-6) {
        volumes = ports.map { site.add(link.volume(volume), "volume \($0)", site[$0]) }
    }

    func set(_ oil: OilProperties) {
        let law = OilLaw(oil)
        for volume in volumes { volume.element.law = law }
    }
}
