"""Signal of each tissue under a randomly drawn sequence, or under a contrast no sequence gives."""
import json

import numpy as np


def load_tissues(path):
    """The exported table, by tissue index: {'name', 'label', 'relaxation': {field: {t1Ms, t2Ms, protonDensity}}}."""
    with open(path) as f:
        return json.load(f)


def relaxation(tissues, field):
    """T1 ms, T2 ms and proton density by tissue index."""
    rows = [t['relaxation'][field] for t in tissues]
    return np.array([[r['t1Ms'], r['t2Ms'], r['protonDensity']] for r in rows], float).T


def spin_echo(t1, t2, pd, tr, te):
    return pd * (1 - np.exp(-tr / t1)) * np.exp(-te / t2)


def inversion(t1, t2, pd, tr, te, ti):
    return pd * np.abs(1 - 2 * np.exp(-ti / t1) + np.exp(-tr / t1)) * np.exp(-te / t2)


def gradient_echo(t1, t2s, pd, tr, te, flip):
    a, e1 = np.radians(flip), np.exp(-tr / t1)
    return pd * np.sin(a) * (1 - e1) / (1 - np.cos(a) * e1) * np.exp(-te / t2s)


def physical(rng, tissues, kind=None):
    field = rng.choice(['1.5', '3'])
    t1, t2, pd = relaxation(tissues, field)
    t1, t2, pd = (np.maximum(v * np.exp(rng.normal(0, s, len(v))), 1e-3)
                  for v, s in ((t1, 0.12), (t2, 0.2), (pd, 0.1)))
    pd[0] = 0
    kind = kind or rng.choice(['t2', 't1', 'stir', 'gre'], p=[0.44, 0.17, 0.11, 0.28])
    if kind == 't2':
        return spin_echo(t1, t2, pd, rng.uniform(1500, 6000), rng.uniform(60, 160))
    if kind == 't1':
        return spin_echo(t1, t2, pd, rng.uniform(350, 900), rng.uniform(7, 20))
    if kind == 'stir':
        return inversion(t1, t2, pd, rng.uniform(2500, 6000), rng.uniform(20, 80), rng.uniform(110, 240))
    narrow = kind == 'localizer'  # the usual quick spoiled gradient echo; else any
    decay = 1 / np.maximum(t2, 1e-3) + (rng.uniform(0.015, 0.05) if narrow else rng.uniform(0.005, 0.04))
    timing = [(6, 14), (2.5, 6), (12, 35)] if narrow else [(4, 30), (1.5, 8), (8, 60)]
    tr, te, flip = (rng.uniform(*limits) for limits in timing)
    return gradient_echo(t1, 1 / decay, pd, max(tr, 1.5 * te), te, flip)


def tissue_signals(rng, tissues, localizer=False):
    """Non-negative signal per tissue index: 62 % physical, the rest random, half of that mixed with physical."""
    if localizer and rng.random() < 0.5:
        return physical(rng, tissues, 'localizer')
    if rng.random() < 0.62:
        return physical(rng, tissues)
    signal = rng.uniform(0, 1, len(tissues)) ** rng.uniform(0.7, 1.6)
    signal[0] = rng.uniform(0, 0.05)
    if rng.random() < 0.5:
        real = physical(rng, tissues)
        signal = 0.5 * signal + 0.5 * real / (real.max() + 1e-9)
    return signal
