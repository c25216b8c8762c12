#!/usr/bin/env python3
"""Integrations that banc is held against: Runge-Kutta of order 4 with steps far below what moves, in words of its own.

Prints `name value`, kept in integrations.txt: python3 integrations.py > integrations.txt
"""
from math import pi, tanh, sqrt


def rk4(f, s, h):
    k1 = f(s)
    k2 = f([a + h / 2 * b for a, b in zip(s, k1)])
    k3 = f([a + h / 2 * b for a, b in zip(s, k2)])
    k4 = f([a + h * b for a, b in zip(s, k3)])
    return [a + h / 6 * (p + 2 * q + 2 * r + t) for a, p, q, r, t in zip(s, k1, k2, k3, k4)]


def air(p1, p2, c, b=0.3):
    """kg/s by ISO 6358-1."""
    if p1 < p2:
        return -air(p2, p1, c, b)
    t = max(0.0, (p2 / p1 - b) / (1 - b))
    return c * 1.185 * p1 * sqrt(max(0.0, 1 - t * t))


def pneumatic(exhaust=0.4e-8, load=100.0, supply=7e5):
    """Seconds of a stroke of 200 mm, 32 mm bore, 12 mm rod, 5 kg, 30 N + 80 N.s/m, rod side full at the start."""
    gas, atmosphere, stroke, dead, mass = 287 * 293.15, 101325.0, 0.2, 5e-6, 5.0
    cap = pi / 4 * 0.032 ** 2
    ring = cap - pi / 4 * 0.012 ** 2

    def f(s):
        x = min(max(s[2], 0.0), stroke)
        pa, pb = s[0] * gas / (dead + cap * x), s[1] * gas / (dead + ring * (stroke - x))
        force = (pa - atmosphere) * cap - (pb - atmosphere) * ring - load
        a = (force - 30 * tanh(s[3] / 0.002) - 80 * s[3]) / mass
        held = s[2] <= 0 and a < 0
        return [air(supply, pa, 2e-8), -air(pb, atmosphere, exhaust), 0 if held else s[3], 0 if held else a]

    s = [atmosphere * dead / gas, supply * (dead + ring * stroke) / gas, 0.0, 0.0]
    t, h = 0.0, 1e-4
    while s[2] < stroke and t < 10:
        s = rk4(f, s, h)
        if s[2] < 0:
            s[2], s[3] = 0.0, max(0.0, s[3])
        t += h
    return t


def hydraulic(load=8000.0):
    """Seconds of 400 mm, bore 50, rod 28, 200 kg, 400 N + 500 N.s/m, 100 bar through 2.2e-5 m3/s at 1 bar each way."""
    cap = pi / 4 * 0.05 ** 2
    ring = cap - pi / 4 * 0.028 ** 2
    stroke, dead, beta = 0.4, 3e-5 + 4e-6, 1.4e9

    def flow(d):
        g = 2.2e-5
        if abs(d) < 1e4:
            return g * d / 1e5 * sqrt(10.0)
        return (1 if d > 0 else -1) * g * sqrt(abs(d) / 1e5)

    def f(s):
        a, b, x, v = s[0], s[1], min(max(s[2], 0.0), stroke), s[3]
        force = a * cap - b * ring - load - 400 * tanh(v / 1e-3) - 500 * v
        held = s[2] <= 0 and force < 0
        return [beta / (dead + cap * x) * (flow(100e5 - a) - cap * v),
                beta / (dead + ring * (stroke - x)) * (flow(-b) + ring * v), 0 if held else v, 0 if held else force / 200]

    s, t, h = [0.0, 0.0, 0.0, 0.0], 0.0, 2e-5
    while s[2] < stroke and t < 10:
        s = rk4(f, s, h)
        if s[2] <= 0:
            s[2], s[3] = 0.0, max(0.0, s[3])
        t += h
    return t


def bleed():
    """Seconds for 2.5 l at 90 bar gauge of pre-charge, adiabatic, to empty from 150 bar gauge through 1 l/min at 100 bar."""
    gain, n, low = 1e-3 / 60 / sqrt(100e5), 1.4, 90e5 + 101325
    p, t, h = 150e5 + 101325, 0.0, 1e-3

    def f(s):
        volume = 2.5e-3 * (low / s[0]) ** (1 / n)
        return [-n * s[0] / volume * gain * sqrt(s[0] - 101325)]

    s = [p]
    while s[0] > low:
        s = rk4(f, s, h)
        t += h
    return t


def run_up():
    """Seconds of a 4 kW motor with 0.2 kg.m2 from rest to 1400 rpm: steady equivalent circuit at each speed."""
    r1, x1, r2, x2, xm, w, u = 1.405, 1.834376, 1.395, 1.834376, 54.0982, 2 * pi * 50 / 2, 400 / sqrt(3)

    def torque(speed):
        slip = max(1 - speed / w, 1e-9)
        rotor = complex(r2 / slip, x2)
        air_gap = 1j * xm * rotor / (1j * xm + rotor)
        current = u / abs(complex(r1, x1) + air_gap)
        return 3 * current ** 2 * air_gap.real / w

    s, t, h = [0.0], 0.0, 1e-4
    while s[0] < 1400 * pi / 30:
        s = rk4(lambda q: [torque(q[0]) / 0.2131], s, h)
        t += h
    return t


if __name__ == "__main__":
    print("pneumatic-stroke %.5f" % pneumatic())
    print("pneumatic-stroke-clogged %.5f" % pneumatic(exhaust=0.2e-8))
    print("pneumatic-stroke-loaded %.5f" % pneumatic(load=250.0))
    print("hydraulic-stroke %.5f" % hydraulic())
    print("accumulator-bleed %.3f" % bleed())
    print("motor-run-up %.5f" % run_up())
