"""Signal of each tissue under a randomly drawn sequence, or under a contrast no sequence gives."""
import json

import numpy as np


def load_tissues(path):
    """The exported table: {'fatPool': {...}, 'tissues': [{'name', 'label', 'fatFraction', 'relaxation': {field: …}}, …]}."""
    with open(path) as f:
        return json.load(f)


def pools(tissues, field):
    """Two pools by tissue index, each (T1 ms, T2 ms, proton density): the tissue's own water, and fat.

    Trains of refocusing pulses hold up fat's decay: T2 between close pulses.
    """
    rows = [t['relaxation'][field] for t in tissues['tissues']]
    t1, t2, pd = np.array([[r['t1Ms'], r['t2Ms'], r['protonDensity']] for r in rows], float).T
    fat = np.array([t['fatFraction'] for t in tissues['tissues']], float)
    pool = tissues['fatPool']['relaxation'][field]
    full = np.full(len(rows), 1.0)
    return (t1, t2, pd * (1 - fat)), (full * pool['t1Ms'], full * pool['t2ClosePulsesMs'], pd * fat)


def spin_echo(t1, t2, pd, tr, te):
    return pd * (1 - np.exp(-tr / t1)) * np.exp(-te / t2)


def inversion(t1, t2, pd, tr, te, ti):
    return pd * (1 - 2 * np.exp(-ti / t1) + np.exp(-tr / t1)) * np.exp(-te / t2)


def gradient_echo(t1, t2s, pd, tr, te, flip):
    a, e1 = np.radians(flip), np.exp(-tr / t1)
    return pd * np.sin(a) * (1 - e1) / (1 - np.cos(a) * e1) * np.exp(-te / t2s)


def both(tissues, field, signal, vary=lambda v, s: v, fat_phase=0.0):
    """(water, fat·exp(iφ)) by tissue index of a signed signal equation `signal(t1, t2, pd)`; `vary(values, sd)` changes the tissues."""
    out = []
    for (t1, t2, pd), turn in zip(pools(tissues, field), (1, np.exp(1j * fat_phase))):
        pd = vary(pd, 0.1)
        pd[0] = 0
        out.append(turn * signal(np.maximum(vary(t1, 0.12), 1e-3), np.maximum(vary(t2, 0.2), 1e-3), pd))
    return out


def fat_phase(field, te):
    """Angle of fat to water at a gradient echo, radians: 3.5 ppm."""
    return 2 * np.pi * 42.577 * 3.5 * float(field) * te / 1000


def r2_prime(tissues, field, usual):
    """R2′ by tissue index, 1/ms: trabecular bone has its own, the others `usual`, growing in proportion to B0."""
    scale = float(field) / 1.5
    return np.array([t['r2PrimePerS'] / 1000 * scale if 'r2PrimePerS' in t else usual for t in tissues['tissues']])


def physical(rng, tissues, kind=None):
    field = rng.choice(['0.55', '1.5', '3'], p=[0.1, 0.5, 0.4])
    kind = kind or rng.choice(['t2', 't1', 'stir', 'gre'], p=[0.3, 0.26, 0.28, 0.16])
    narrow = kind == 'localizer'  # the usual quick spoiled gradient echo; else any
    if kind == 't2':
        tr, te = rng.uniform(1000, 6000), rng.uniform(60, 160)
    elif kind == 't1':
        tr, te = rng.uniform(350, 900), rng.uniform(7, 20)
    elif kind == 'stir':
        tr, te, ti = rng.uniform(2500, 6000), rng.uniform(20, 80), rng.uniform(110, 240)
    else:
        prime = r2_prime(tissues, field, rng.uniform(0.015, 0.05) if narrow else rng.uniform(0.005, 0.04))
        timing = [(6, 14), (2.5, 6), (12, 35)] if narrow else [(4, 30), (1.5, 8), (8, 60)]
        tr, te, flip = (rng.uniform(*limits) for limits in timing)

    def signal(t1, t2, pd):
        if kind in ('t2', 't1'):
            return spin_echo(t1, t2, pd, tr, te)
        if kind == 'stir':
            return inversion(t1, t2, pd, tr, te, ti)
        return gradient_echo(t1, 1 / (1 / t2 + prime), pd, max(tr, 1.5 * te), te, flip)

    turn = fat_phase(field, te) if kind in ('gre', 'localizer') else 0
    return both(tissues, field, signal, lambda v, sd: v * np.exp(rng.normal(0, sd, len(v))), turn)


def tissue_signals(rng, tissues, localizer=False, axial=False):
    """(water, fat) by tissue index, fat complex: 70 % physical, the rest random magnitudes, half of those mixed with physical ones.

    Axial stacks are mostly T2-weighted: nine tenths physical.
    """
    if axial and rng.random() < 0.9:
        return physical(rng, tissues, rng.choice(['t2', 't1', 'gre'], p=[0.7, 0.2, 0.1]))
    if localizer and rng.random() < 0.5:
        return physical(rng, tissues, 'localizer')
    if rng.random() < 0.7:
        return physical(rng, tissues)
    count = len(tissues['tissues'])
    signal = rng.uniform(0, 1, count) ** rng.uniform(0.7, 1.6)
    signal[0] = rng.uniform(0, 0.05)
    if rng.random() < 0.5:
        real = np.abs(sum(physical(rng, tissues)))
        signal = 0.5 * signal + 0.5 * real / (real.max() + 1e-9)
    return signal, np.zeros(count)
