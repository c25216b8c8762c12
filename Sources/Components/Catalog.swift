/// Every component type there is, one line each. A test compares this list with the files of the folders.
public enum Catalog {
    public static let all: [AnyComponentType] = electrical + control + pneumatic + mechanical + process

    static let electrical: [AnyComponentType] = [
        AnyComponentType(Contactor.self)
    ]
    static let control: [AnyComponentType] = []
    static let pneumatic: [AnyComponentType] = [
        AnyComponentType(Silencer.self)
    ]
    static let mechanical: [AnyComponentType] = [
        AnyComponentType(Bearing.self),
        AnyComponentType(BeltDrive.self),
        AnyComponentType(ConveyorBelt.self),
        AnyComponentType(Gearbox.self),
        AnyComponentType(InductionMotor.self),
    ]
    static let process: [AnyComponentType] = []

    public static func type(named name: String) -> AnyComponentType? { all.first { $0.name == name } }
}
