#!/usr/bin/env python3
"""Le même automate, mais serveur Modbus : c'est le banc qui vient lire et écrire chez lui.

    python3 docs/soft-plc/serveur.py --port 5020
    banc serve convoyeur-tri --control external --plc 127.0.0.1:5020 --operate S4@5s --operate S1@8s

Dans sa mémoire, d'après « banc map convoyeur-tri --control external --plc » :

    bobines 0 à 16            les entrées, que le banc écrit
    bobines 100 à 111         les sorties, que le banc lit
    registres de maintien 0…  %IW0, %IW1, puis l'horloge de la machine
    registre de maintien 100  le mode du GEMMA, que le banc lit avec « --plc-mode 100 »
"""

import argparse
import asyncio
import json

from convoyeur_tri import SORTIES, Automate, nommer
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

PREMIERE_SORTIE = 100
NOMBRE_DE_BOBINES = 112
MODE = 100
# Les fonctions Modbus par lesquelles le programme lit et écrit sa propre mémoire.
LIRE_BOBINES, LIRE_REGISTRES, ECRIRE_BOBINES, ECRIRE_REGISTRES = 1, 3, 15, 16


async def servir(choix):
    memoire = SimDevice(
        id=1,
        simdata=(
            [SimData(0, values=False, count=NOMBRE_DE_BOBINES, datatype=DataType.BITS)],
            [SimData(0, values=False, datatype=DataType.BITS)],
            [SimData(0, values=0, count=MODE + 1, datatype=DataType.REGISTERS)],
            [SimData(0, values=0, datatype=DataType.REGISTERS)],
        ),
    )
    serveur = ModbusTcpServer(memoire, address=(choix.host, choix.port))
    await serveur.serve_forever(background=True)
    automate = Automate()
    while choix.cartons is None or automate.grands + automate.petits < choix.cartons:
        bits = await serveur.async_getValues(1, LIRE_BOBINES, 0, 17)
        mots = await serveur.async_getValues(1, LIRE_REGISTRES, 0, 4)
        sorties = automate.tour(*nommer(bits, mots))
        await serveur.async_setValues(1, ECRIRE_BOBINES, PREMIERE_SORTIE, [sorties[nom] for nom in SORTIES])
        await serveur.async_setValues(1, ECRIRE_REGISTRES, MODE, [automate.mode()])
        await asyncio.sleep(choix.cycle)
    await serveur.async_setValues(1, ECRIRE_BOBINES, PREMIERE_SORTIE, [False] * len(SORTIES))
    # Le temps que le banc vienne les lire.
    await asyncio.sleep(1)
    await serveur.shutdown()
    print(json.dumps({"grands": automate.grands, "petits": automate.petits}))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=5020)
    options.add_argument("--cycle", type=float, default=0.02, help="secondes d'un tour à l'autre")
    options.add_argument("--cartons", type=int, help="s'arrêter après ce nombre de cartons triés")
    try:
        asyncio.run(servir(options.parse_args()))
    except KeyboardInterrupt:
        pass
