/// Every component type there is, one line each. A test compares this list with the files of the folders.
public enum Catalog {
    public static let all: [AnyComponentType] = electrical + control + pneumatic + mechanical + process

    static let electrical: [AnyComponentType] = [
        AnyComponentType(Contactor.self)
    ]
    static let control: [AnyComponentType] = []
    static let pneumatic: [AnyComponentType] = [
        AnyComponentType(AirSupply.self),
        AnyComponentType(DoubleActingCylinder.self),
        AnyComponentType(FilterRegulator.self),
        AnyComponentType(Gauge.self),
        AnyComponentType(Hose.self),
        AnyComponentType(OneWayFlowControl.self),
        AnyComponentType(Reservoir.self),
        AnyComponentType(ShutOffValve.self),
        AnyComponentType(Silencer.self),
        AnyComponentType(Solenoid.self),
        AnyComponentType(Valve32.self),
        AnyComponentType(Valve52.self),
    ]
    static let mechanical: [AnyComponentType] = []
    static let process: [AnyComponentType] = []

    public static func type(named name: String) -> AnyComponentType? { all.first { $0.name == name } }
}
