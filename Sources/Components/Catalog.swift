/// Every component type there is, one line each. A test compares this list with the files of the folders.
public enum Catalog {
    public static let all: [AnyComponentType] = electrical + control + pneumatic + mechanical + process

    static let electrical: [AnyComponentType] = [
        AnyComponentType(CircuitBreaker.self),
        AnyComponentType(Contactor.self),
        AnyComponentType(CtTransmitter.self),
        AnyComponentType(Fuse.self),
        AnyComponentType(Isolator.self),
        AnyComponentType(Lamp.self),
        AnyComponentType(Link.self),
        AnyComponentType(MotorBreaker.self),
        AnyComponentType(PowerSupply.self),
        AnyComponentType(Relay.self),
        AnyComponentType(ResistiveLoad.self),
        AnyComponentType(SafetyRelay.self),
        AnyComponentType(SocketOutlet.self),
        AnyComponentType(TerminalStrip.self),
        AnyComponentType(ThreePhaseSupply.self),
    ]
    static let control: [AnyComponentType] = [
        AnyComponentType(EmergencyStop.self),
        AnyComponentType(GuardSwitch.self),
        AnyComponentType(InductiveSensor.self),
        AnyComponentType(Photocell.self),
        AnyComponentType(PlcAnalogInputs.self),
        AnyComponentType(PlcCpu.self),
        AnyComponentType(PlcInputs.self),
        AnyComponentType(PlcOutputs.self),
        AnyComponentType(PressureSwitch.self),
        AnyComponentType(PushButton.self),
        AnyComponentType(ReedSwitch.self),
        AnyComponentType(Selector.self),
    ]
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
    static let mechanical: [AnyComponentType] = [
        AnyComponentType(BallScrew.self),
        AnyComponentType(Bearing.self),
        AnyComponentType(BeltDrive.self),
        AnyComponentType(ChainDrive.self),
        AnyComponentType(Clutch.self),
        AnyComponentType(ConveyorBelt.self),
        AnyComponentType(Coupling.self),
        AnyComponentType(GearStage.self),
        AnyComponentType(Gearbox.self),
        AnyComponentType(InductionMotor.self),
        AnyComponentType(LeadScrew.self),
        AnyComponentType(LinearGuide.self),
        AnyComponentType(MotorBrake.self),
        AnyComponentType(RollingBearing.self),
        AnyComponentType(Rotor.self),
        AnyComponentType(VerticalLoad.self),
        AnyComponentType(VibrationPoint.self),
    ]
    static let process: [AnyComponentType] = [
        AnyComponentType(BoxLine.self),
        AnyComponentType(PressLoad.self),
    ]

    public static func type(named name: String) -> AnyComponentType? { all.first { $0.name == name } }
}
