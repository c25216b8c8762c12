#!/usr/bin/env python3
"""Un automate logiciel pour le convoyeur de tri.

Il fait ce que fait un automate, dans le même ordre, cinquante fois par seconde :

    1. lire les entrées        (la machine les donne par Modbus)
    2. faire évoluer le GRAFCET
    3. écrire les sorties      (toutes, à chaque tour)

À lancer avec :

    banc serve convoyeur-tri --control external --operate S4@5s --operate S1@8s
    python3 docs/soft-plc/convoyeur_tri.py

Les étapes ont les numéros du programme de la machine (Scenarios/machines/convoyeur-tri/program.yaml) : on peut comparer.
"""

import argparse
import json
import sys
import time

from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException

# --- Les entrées et les sorties : « banc map convoyeur-tri --control external » -------------------------------------------

# %I0.0 à %I1.7 sont les entrées TOR 0 à 15 ; la 16 dit si la machine retient ses sorties à 0.
ENTREES = {
    "S2": 0, "S1": 1, "KM10": 2, "S7_manuel": 3, "S7_pas": 4, "B1": 5, "B2": 6, "B3": 7,
    "1S1": 8, "1S2": 9, "2S1": 10, "2S2": 12, "S8": 13, "S9": 14, "Q1": 15, "retenues": 16,
}  # fmt: skip
# %IW0 et %IW1 sont les registres d'entrée 0 et 1 ; l'horloge de la machine, en ms, tient dans les deux suivants.
COURANT, HORLOGE = 0, 2
# %Q0.0 à %Q0.7 sont les bobines 0 à 7.
SORTIES = ["KM11", "K1", "H4", "1Y14", "2Y14", "2Y12", "H2", "H3"]
# Le mode du GEMMA de chaque étape de la conduite : dizaine 1 pour A, 2 pour F, 3 pour D. Le dire n'est pas obligé ; un élève qui
# dépanne la machine pendant qu'elle nous obéit en a besoin pour ses essais.
MODE = 0  # registre de maintien
MODES = {20: 31, 21: 15, 22: 16, 23: 16, 25: 11, 26: 22, 27: 21, 29: 32, 30: 12}

# --- Les temps du programme, en secondes ----------------------------------------------------------------------------------

AVERTIR = 2.0  # la balise clignote avant qu'un vérin ou le tapis ne bouge
STABLE = 0.3  # un carton posé contre la butée, ou parti
LIRE = 0.2  # le temps de lire la hauteur
COURSE = 2.0  # la plus longue course de vérin admise
LANCER = 4.0  # balise, puis tapis, avant de trier


class Temporisation:
    """Vraie quand sa condition dure depuis assez longtemps : « T/condition » dans un GRAFCET."""

    def __init__(self, duree):
        self.duree = duree
        self.depuis = None

    def __call__(self, condition, maintenant):
        if not condition:
            self.depuis = None
            return False
        if self.depuis is None:
            self.depuis = maintenant
        return maintenant - self.depuis >= self.duree


class Grafcet:
    """Un GRAFCET d'une seule étape active à la fois."""

    def __init__(self, initiale):
        self.initiale = initiale
        self.activer(initiale, 0.0)

    def activer(self, etape, maintenant):
        self.etape = etape
        self.debut = maintenant

    def temps(self, maintenant):
        """Depuis combien de temps l'étape est active : X40.T."""
        return maintenant - self.debut


class Automate:
    """Le programme. `tour` est un cycle : des entrées et de l'heure, il tire les sorties. Il ne connaît pas le réseau."""

    def __init__(self):
        self.conduite = Grafcet(20)  # rang 2 : D1, A5, A6, A1, F2, F1, A2, D2
        self.tri = Grafcet(40)  # rang 3
        self.carton_pose = Temporisation(STABLE)
        self.carton_parti = Temporisation(STABLE)
        self.air = False
        self.s1 = self.s2 = True  # au tour d'avant, pour les fronts ; « vrai » : un bouton déjà appuyé ne démarre rien
        self.grands = self.petits = 0

    def tour(self, e, maintenant):
        front_s1 = e["S1"] and not self.s1
        front_s2_descendant = self.s2 and not e["S2"]
        self.s1, self.s2 = e["S1"], e["S2"]
        pose = self.carton_pose(e["B1"], maintenant)
        parti = self.carton_parti(not e["B1"], maintenant)

        # La machine a retenu nos sorties (premier tour, lien coupé) ou la sécurité est tombée : tout reprend au début.
        if e["retenues"] or not e["KM10"]:
            self.air = False
            self.conduite.activer(20, maintenant)
            self.tri.activer(40, maintenant)

        self.evoluer_conduite(e, front_s1, front_s2_descendant, maintenant)
        self.evoluer_tri(e, pose, parti, maintenant)
        return self.sorties(e, maintenant)

    def mode(self):
        return MODES[self.conduite.etape]

    def defaut(self, e, maintenant):
        """Un vérin trop long, un capteur impossible, le disjoncteur : à acquitter par S2."""
        trop_long = self.tri.temps(maintenant) > COURSE
        return (
            not e["Q1"]
            or (e["1S1"] and e["1S2"])
            or (e["2S1"] and e["2S2"])
            or (self.tri.etape in (42, 43, 45, 47) and trop_long)
        )

    # --- GC : la conduite ------------------------------------------------------------------------------------------------

    def evoluer_conduite(self, e, front_s1, front_s2_descendant, maintenant):
        x, t = self.conduite.etape, self.conduite.temps(maintenant)
        defaut = self.defaut(e, maintenant)
        suivante = x
        if x == 20 and e["KM10"]:  # D1 → A5 : S4 a réarmé la sécurité
            suivante = 21
        elif x == 21 and front_s1 and e["S2"] and not defaut:  # A5 → A6 : avertir
            suivante = 22
        elif x == 22 and t >= AVERTIR:  # A6 : l'air, puis les vérins en position initiale
            self.air = True
            suivante = 23
        elif x == 23 and e["1S1"] and e["2S2"] and not defaut:  # A6 → A1 → F2
            suivante = 26 if self.est_en_auto(e) else 25
        elif x == 25 and front_s1 and e["S2"] and self.est_en_auto(e) and not defaut:  # A1 → F2 : balise puis tapis
            suivante = 26
        elif x == 26 and not e["S2"]:
            suivante = 25
        elif x == 26 and t >= LANCER and e["intensite"] > 0.3 and not defaut:  # F2 → F1 : le moteur tourne, trier
            suivante = 27
        elif x == 27 and not defaut and (not e["S2"] or not self.est_en_auto(e)):  # F1 → A2 : finir le cycle
            suivante = 30
        elif x == 30 and self.tri.etape == 40:  # A2 → A1
            suivante = 25
        elif x == 29 and front_s2_descendant:  # D2 → A5 : acquitter
            suivante = 21
        if x in (23, 25, 26, 27, 30) and defaut:  # → D2
            self.tri.activer(40, maintenant)
            suivante = 29
        if suivante != x:
            self.conduite.activer(suivante, maintenant)

    @staticmethod
    def est_en_auto(e):
        return not e["S7_manuel"] and not e["S7_pas"]

    # --- GP : le tri ------------------------------------------------------------------------------------------------------

    def evoluer_tri(self, e, pose, parti, maintenant):
        x, t = self.tri.etape, self.tri.temps(maintenant)
        suivante = x
        if x == 40 and self.conduite.etape == 27 and pose:  # un carton est posé contre la butée
            suivante = 41
        elif x == 41 and t >= LIRE:  # B2 le voit : il est grand
            suivante = 42 if e["B2"] else 45
        elif x == 42 and e["1S2"]:  # 1A1 l'a poussé
            suivante = 43
        elif x == 43 and e["1S1"]:  # 1A1 est rentré
            suivante = 44
        elif x == 44 and not e["B1"]:  # il est bien parti
            self.grands += 1
            suivante = 40
        elif x == 45 and e["2S1"]:  # la butée est baissée
            suivante = 46
        elif x == 46 and parti:  # le petit est passé
            suivante = 47
        elif x == 47 and e["2S2"]:  # la butée est levée
            self.petits += 1
            suivante = 40
        if suivante != x:
            self.tri.activer(suivante, maintenant)

    # --- Les sorties : chacune dit dans quelles étapes elle est vraie ------------------------------------------------------

    def sorties(self, e, maintenant):
        c, tri = self.conduite.etape, self.tri.etape
        averti = self.conduite.temps(maintenant) >= AVERTIR
        clignotant = maintenant % 1.0 < 0.5
        return {
            "KM11": c in (27, 30) or (c == 26 and averti),
            "K1": self.air,
            "H4": c == 22 or (c == 26 and not averti),
            "1Y14": tri == 42,
            "2Y14": (tri == 47 or c == 23) and not e["2S2"],
            "2Y12": tri == 45 and not e["2S1"],
            "H2": c == 27 or (c in (26, 30) and clignotant),
            "H3": c == 29,
        }


# --- Le réseau ------------------------------------------------------------------------------------------------------------


def bonne(reponse):
    """Une exception Modbus n'est pas une réponse : autant s'arrêter là que d'agir sur des entrées fausses."""
    if reponse.isError():
        raise ModbusException(str(reponse))
    return reponse


def nommer(bits, mots):
    """Les entrées par leur nom, et l'heure de la machine en secondes.

    Un vrai automate a sa propre horloge. Celle de la machine va avec elle, même si le banc tourne plus ou moins vite.
    """
    entrees = {nom: bits[numero] for nom, numero in ENTREES.items()}
    # 0 à 27648 pour 4 à 20 mA, soit 0 à 2 A dans le moteur ; le mot est signé.
    points = mots[COURANT] - 65536 if mots[COURANT] >= 32768 else mots[COURANT]
    entrees["intensite"] = points * 2 / 27648
    return entrees, (mots[HORLOGE] * 65536 + mots[HORLOGE + 1]) / 1000


def lire(client):
    bits = bonne(client.read_discrete_inputs(0, count=17)).bits
    mots = bonne(client.read_input_registers(0, count=4)).registers
    return nommer(bits, mots)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=1502)
    options.add_argument("--cycle", type=float, default=0.02, help="secondes d'un tour à l'autre")
    options.add_argument("--cartons", type=int, help="s'arrêter après ce nombre de cartons triés")
    choix = options.parse_args()

    client = ModbusTcpClient(choix.host, port=choix.port, timeout=2)
    automate = Automate()
    while choix.cartons is None or automate.grands + automate.petits < choix.cartons:
        debut = time.monotonic()
        try:
            if not client.connected and not client.connect():
                time.sleep(0.5)
                continue
            sorties = automate.tour(*lire(client))
            bonne(client.write_coils(0, [sorties[nom] for nom in SORTIES]))
            bonne(client.write_register(MODE, automate.mode()))
        except ModbusException as erreur:
            # La machine mettra d'elle-même ses sorties à 0 ; au retour, « retenues » nous fera reprendre au début.
            print(f"lien perdu : {erreur}", file=sys.stderr)
            client.close()
            time.sleep(0.5)
            continue
        time.sleep(max(0.0, choix.cycle - (time.monotonic() - debut)))
    bonne(client.write_coils(0, [False] * len(SORTIES)))
    client.close()
    print(json.dumps({"grands": automate.grands, "petits": automate.petits}))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
