import Foundation
import Machines
import Modbus
import Notation
import Simulation

/// The way to a brain outside: banc's own server that it writes into, or its server that banc polls.
final class ControllerWay {
    /// As it lies where the brain finds it.
    let map: RegisterMap
    private let machineText: Text
    private let server: Server?
    private let controller: Endpoint?
    private let unit: UInt8

    /// - Parameter address: where banc listens, when the brain is the client.
    init(
        _ definition: MachineDefinition, _ external: ExternalOptions, listeningAt address: String, _ options: Server.Options
    ) throws {
        machineText = definition.machine.text
        controller = try external.controller()
        unit = external.plcUnit
        guard controller == nil else {
            map = try external.memory.map(of: definition)
            server = nil
            return
        }
        map = .external(definition)
        server = try ModbusLink.open(
            address, [map.served(identification: try ModbusLink.identification(definition.machine.name))], options)
    }

    /// Where banc listens; nil when it is the client.
    var endpoint: Endpoint? { server?.endpoint }

    var sentence: Text {
        if let endpoint {
            return Text(
                fr: "\(machineText.fr) sur Modbus TCP, \(endpoint) · Ctrl-C pour arrêter",
                en: "\(machineText.en) on Modbus TCP, \(endpoint) · Ctrl-C to stop")
        }
        let place = controller?.description ?? ""
        return Text(
            fr: "\(machineText.fr), automate en \(place) · Ctrl-C pour arrêter",
            en: "\(machineText.en), PLC at \(place) · Ctrl-C to stop")
    }

    func connect(_ machine: RunningMachine) throws {
        if let controller {
            do {
                try machine.follow(controllerAt: controller, unit: unit, map)
            } catch {
                throw Failure(Exit.device, error.text(controller))
            }
        } else if let server {
            machine.follow(clientsOf: server)
        }
    }

    /// Seconds that a session waits for the brain before it begins.
    private static let patience = 120.0

    /// Waits until the brain has written once: before that, no time passes on the machine.
    func wait(for machine: RunningMachine) throws {
        let deadline = Date().addingTimeInterval(Self.patience)
        while !machine.lookForBrain() {
            guard Date() < deadline else {
                let why = machine.linkFailure.map { Text.colon + $0.text } ?? Text("")
                throw Failure(
                    Exit.device,
                    Text(
                        fr: "l'automate n'a rien écrit en \(Int(Self.patience)) s",
                        en: "the PLC has written nothing in \(Int(Self.patience)) s") + why)
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    func stop() { server?.stop() }
}
