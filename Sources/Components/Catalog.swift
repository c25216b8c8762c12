/// Every component type there is, one line each. A test compares this list with the files of the folders.
public enum Catalog {
    public static let all: [AnyComponentType] = electrical + control + pneumatic + mechanical + process

    static let electrical: [AnyComponentType] = [
        AnyComponentType(BrakeRectifier.self),
        AnyComponentType(CircuitBreaker.self),
        AnyComponentType(Contactor.self),
        AnyComponentType(CtTransmitter.self),
        AnyComponentType(EnergyMeter.self),
        AnyComponentType(FrequencyDrive.self),
        AnyComponentType(Fuse.self),
        AnyComponentType(Isolator.self),
        AnyComponentType(Lamp.self),
        AnyComponentType(Link.self),
        AnyComponentType(MotorBreaker.self),
        AnyComponentType(PowerSupply.self),
        AnyComponentType(Relay.self),
        AnyComponentType(ResidualCurrentDevice.self),
        AnyComponentType(ResistiveLoad.self),
        AnyComponentType(SafetyRelay.self),
        AnyComponentType(SocketOutlet.self),
        AnyComponentType(StackLight.self),
        AnyComponentType(SurgeProtector.self),
        AnyComponentType(TerminalStrip.self),
        AnyComponentType(ThermalOverload.self),
        AnyComponentType(ThreePhaseSupply.self),
        AnyComponentType(Transformer.self),
    ]
    static let control: [AnyComponentType] = [
        AnyComponentType(DigitalSensor.self),
        AnyComponentType(EmergencyStop.self),
        AnyComponentType(Encoder.self),
        AnyComponentType(GuardLock.self),
        AnyComponentType(GuardSwitch.self),
        AnyComponentType(InductiveSensor.self),
        AnyComponentType(LightCurtain.self),
        AnyComponentType(Photocell.self),
        AnyComponentType(PlcAnalogInputs.self),
        AnyComponentType(PlcAnalogOutputs.self),
        AnyComponentType(PlcCpu.self),
        AnyComponentType(PlcInputs.self),
        AnyComponentType(PlcOutputs.self),
        AnyComponentType(PressureSwitch.self),
        AnyComponentType(PushButton.self),
        AnyComponentType(ReedSwitch.self),
        AnyComponentType(ResistanceThermometer.self),
        AnyComponentType(Selector.self),
        AnyComponentType(TemperatureTransmitter.self),
        AnyComponentType(Thermocouple.self),
        AnyComponentType(VacuumSwitch.self),
    ]
    static let pneumatic: [AnyComponentType] = [
        AnyComponentType(AirSupply.self),
        AnyComponentType(DoubleActingCylinder.self),
        AnyComponentType(FilterRegulator.self),
        AnyComponentType(Gauge.self),
        AnyComponentType(Hose.self),
        AnyComponentType(OneWayFlowControl.self),
        AnyComponentType(QuickExhaustValve.self),
        AnyComponentType(Reservoir.self),
        AnyComponentType(ShutOffValve.self),
        AnyComponentType(Silencer.self),
        AnyComponentType(SingleActingCylinder.self),
        AnyComponentType(SoftStartValve.self),
        AnyComponentType(Solenoid.self),
        AnyComponentType(VacuumCup.self),
        AnyComponentType(VacuumEjector.self),
        AnyComponentType(Valve32.self),
        AnyComponentType(Valve52.self),
    ]
    static let mechanical: [AnyComponentType] = [
        AnyComponentType(Bearing.self),
        AnyComponentType(BeltDrive.self),
        AnyComponentType(ConveyorBelt.self),
        AnyComponentType(Gearbox.self),
        AnyComponentType(InductionMotor.self),
    ]
    static let process: [AnyComponentType] = [
        AnyComponentType(BoxLine.self)
    ]

    public static func type(named name: String) -> AnyComponentType? { all.first { $0.name == name } }
}
