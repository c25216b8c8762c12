// swift-tools-version: 6.2
import PackageDescription

/// Every target is written with existentials spelled out, imports internal unless said, and members seen only where imported.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// What runs in every step of a machine, or for every request of a client, is optimised in debug builds too: the tests live through
/// hours of machine time and millions of frames.
func stepping(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))])
}

/// - Parameter isOptimised: in debug builds too, for tests that ask millions of questions.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], isOptimised: Bool = false) -> Target
{
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, exclude: exclude,
        swiftSettings: settings + (isOptimised ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []))
}

let package = Package(
    name: "banc",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "banc", targets: ["banc"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CKLU", providers: [.apt(["libsuitesparse-dev"])]),
        .systemLibrary(name: "CFFT", providers: [.apt(["libkissfft-dev"])]),
        .systemLibrary(name: "CModbus", pkgConfig: "libmodbus", providers: [.apt(["libmodbus-dev"])]),
        .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        library("Notation", [.product(name: "Yams", package: "Yams")]),
        stepping("Circuits", ["CKLU"]),
        stepping("Components", ["Circuits", "Notation"]),
        // Its records of thousands of samples take seconds unoptimised.
        stepping("Vibration", ["CFFT", "Components", "Notation"]),
        stepping("Machines", ["Components", "Circuits", "Notation"]),
        stepping("Grafcet", ["Notation"]),
        stepping("Modbus", ["CModbus"]),
        stepping("Simulation", ["Machines", "Components", "Circuits", "Grafcet", "Modbus", "Notation"]),
        library("Devices", ["Simulation", "Machines", "Components", "Modbus", "Notation"]),
        library("Records", ["Devices", "Notation", .product(name: "GRDB", package: "GRDB.swift")]),
        library("Instruments", ["Simulation", "Machines", "Vibration", "Components", "Circuits", "Notation"]),
        library("Dossiers", ["Simulation", "Machines", "Components", "Grafcet", "Modbus", "Notation"]),
        library(
            "Training",
            [
                "Records", "Devices", "Dossiers", "Simulation", "Instruments", "Vibration", "Machines", "Components", "Grafcet",
                "Notation", "CCrypto",
            ]),
        library(
            "Diagnosis",
            ["Training", "Instruments", "Simulation", "Machines", "Components", "Grafcet", "Modbus", "Circuits", "Notation"]),
        library("Assessment", ["Training", "Diagnosis", "Notation"]),
        library("Learners", ["Records", "Assessment", "Training", "Notation"]),
        library(
            "Reports",
            [
                "Learners", "Assessment", "Diagnosis", "Training", "Dossiers", "Simulation", "Machines", "Components", "Notation",
                .product(name: "Mustache", package: "swift-mustache"),
            ], resources: [.embedInCode("Templates")]),
        .executableTarget(
            name: "banc",
            dependencies: [
                "Reports", "Learners", "Records", "Devices", "Dossiers", "Assessment", "Diagnosis", "Training", "Instruments",
                "Simulation",
                "Modbus", "Grafcet", "Machines", "Components", "Circuits", "Notation", "CEdit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: settings),

        tests("Notation"),
        tests("Circuits"),
        tests("Components", ["Circuits", "Notation"]),
        tests("Vibration", ["Components", "Circuits", "Notation"]),
        tests("Machines", ["Components", "Circuits", "Notation"]),
        tests("Grafcet", ["Notation"]),
        tests("Modbus", ["CModbus"], isOptimised: true),
        tests("Training", ["Simulation", "Machines", "Components", "Grafcet", "Notation"]),
        tests("Dossiers", ["Simulation", "Machines", "Components", "Grafcet", "Notation"]),
        tests("Learners", ["Records", "Assessment", "Training", "Notation"]),
        tests("Reports", ["Learners", "Training", "Assessment", "Dossiers", "Machines", "Components", "Notation"]),
        tests("Assessment", ["Diagnosis", "Training", "Simulation", "Machines", "Notation"]),
        tests("Simulation", ["Instruments", "Vibration", "Machines", "Components", "Circuits", "Grafcet", "Modbus", "Notation"]),
        // What banc gives against references that owe it nothing.
        .testTarget(
            name: "ValidationTests", dependencies: ["Vibration", "Components", "Circuits", "Notation"], exclude: ["references"],
            swiftSettings: settings),
        // The command as a process, and the corpus of broken files: all that reads a data file is there.
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "banc", "Assessment", "Training", "Simulation", "Modbus", "Grafcet", "Machines", "Components", "Circuits",
                "Notation",
            ], swiftSettings: settings),
        tests("Devices", ["Simulation", "Machines", "Components", "Grafcet", "Modbus", "Notation", "CModbus"]),
        tests("Records", ["Devices", "Simulation", "Modbus", "Notation", .product(name: "GRDB", package: "GRDB.swift")]),
        tests("Diagnosis", ["Training", "Components", "Simulation", "Machines", "Notation"]),
    ]
)
