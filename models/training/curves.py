"""Draws a training's curve beside the exported weights: training.csv and training.png.

  python3 curves.py --run /tmp/isocenter-training/vnet --out models/lumbar-vnet
"""
import argparse
import csv
import os

import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt  # noqa: E402


def read(path):
    with open(path) as f:
        return list(csv.DictReader(f))


def series(rows, key):
    pairs = [(float(r['minutes']), float(r[key])) for r in rows if r.get(key) not in (None, '', 'nan')]
    return zip(*pairs) if pairs else ([], [])


def draw(rows, path):
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.4))
    axes[0].plot(*series(rows, 'loss'))
    axes[0].set(title='loss', xlabel='minutes')
    for name in ('vertebra', 'disc', 'canal', 'sacrum'):
        axes[1].plot(*series(rows, f'phantom_{name}'), label=f'phantom {name}', lw=1)
    for name in ('vertebra', 'disc', 'canal'):
        axes[1].plot(*series(rows, f'real_{name}'), label=f'real {name}', lw=1, ls='--')
        axes[2].plot(*series(rows, f'held_out_{name}'), marker='o', ms=3, label=name)
    axes[1].set(title='soft Dice of training samples', xlabel='minutes', ylim=(0, 1))
    axes[2].set(title='Dice, held-out patients (averaged weights)', xlabel='minutes')
    for a in axes[1:]:
        a.legend(fontsize=6)
    for a in axes:
        a.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=80)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--run', required=True, help='folder of the training, with curve.csv')
    parser.add_argument('--out', required=True, help='folder of the model')
    args = parser.parse_args()
    rows = read(os.path.join(args.run, 'curve.csv'))
    with open(os.path.join(args.out, 'training.csv'), 'w', newline='') as f:
        writer = csv.DictWriter(f, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    draw(rows, os.path.join(args.out, 'training.png'))


if __name__ == '__main__':
    main()
