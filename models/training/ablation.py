"""What each ingredient bought: the locator trained alike on phantoms only, on patients only and on both.

  python3 ablation.py --real ../shared/data/spider-t2-space/train --phantoms /tmp/phantoms-unseen --out models/lumbar-vnet/ablation.json \
      'phantoms only=/tmp/training/locator-phantoms' 'patients only=…' 'both=…'

The three runs differ in `--real-share` (0, 1, 0.4) and, for patients only, in having no `--phantoms`. Measured on the held-out
patients, and on phantoms whose seeds were not trained on, under random contrasts, on the samples' own grids.
"""
import argparse
import json

import numpy as np
import torch

from contrast import load_tissues
from data import load_phantom, phantom_files
from export import load
from samples import draw
from train import check_real, dice

DRAWS = 3  # samples of each phantom


def check_phantoms(net, paths, tissues, cache):
    """Mean Dice of vertebra, disc, canal and sacrum where the sample holds at least 100 voxels of it."""
    rng, scores = np.random.default_rng(11), []
    for path in paths:
        source = load_phantom(path, cache, 'lumbar-locator', {})
        for _ in range(DRAWS):
            image, labels, mask, _ = draw(rng, source, tissues, net.name)
            with torch.no_grad():
                found = net(torch.from_numpy(image)[None, None])[0].argmax(0).numpy()
            truth = labels.argmax(0)
            scores.append([dice((found == c) & mask, (truth == c) & mask) if (truth == c).sum() >= 100 else np.nan
                           for c in range(1, 5)])
    return np.nanmean(scores, 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--real', required=True)
    parser.add_argument('--phantoms', required=True, help='exported phantoms of seeds that were not trained on')
    parser.add_argument('--out', required=True)
    parser.add_argument('runs', nargs='+', metavar='DATA=RUN')
    args = parser.parse_args()
    torch.set_num_threads(2)
    tissues = load_tissues(f'{args.phantoms}/tissues.json')
    paths, rows = phantom_files(args.phantoms), []
    for data, run in (r.split('=', 1) for r in args.runs):
        net, log = load(f'{run}/last.pt')
        real = check_real(net, args.real)
        virtual = check_phantoms(net, paths, tissues, f'{args.phantoms}/cache')
        rows.append({'data': data, 'steps': log['steps'], 'minutes': round(log['seconds'] / 60, 1),
                     'heldOut': {k: round(float(v), 4) for k, v in zip(('vertebra', 'disc', 'canal'), real)},
                     'phantoms': {k: round(float(v), 4) for k, v in zip(('vertebra', 'disc', 'canal', 'sacrum'), virtual)}})
        print(rows[-1], flush=True)
    note = (f'The locator ({net.shape.in_plane_mm:g} mm in the plane), trained alike three times. Held out: patients 127, 146 and 5, on their own grid. '
            f'Phantoms: {len(paths)} of unseen seeds, {DRAWS} samples each under random contrast, on the sample\'s grid.')
    with open(args.out, 'w') as f:
        json.dump([{**row, 'note': note} for row in rows], f, indent=1)
        f.write('\n')


if __name__ == '__main__':
    main()
