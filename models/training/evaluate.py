"""Measures the exported weights on the real test patients and on unseen phantoms, and writes the model's card.

  python3 evaluate.py --model models/lumbar-vnet --real ../shared/data/spider-t2-space/test --phantoms /tmp/phantoms-eval \
      --run /tmp/training/run --card
"""
import argparse
import csv
import glob
import json
import os

import nibabel
import numpy as np
import torch
from scipy import ndimage

import card
from contrast import both, fat_phase, gradient_echo, load_tissues, r2_prime, spin_echo
from data import Source, read_phantom
from samples import sample_grid, smooth_field
from export import load_exported
from train import dice, predict

NAMES = ['vertebra', 'disc', 'canal', 'sacrum']
PROTOCOLS = {
    # slices, rows, columns; spacing and thickness mm
    'T2 TSE, 15 x 4 mm, 0.9 mm pixels': {'shape': (15, 300, 270), 'spacing': (4.4, 0.9, 0.9), 'thickness': 4.0,
                                         'signal': lambda t1, t2, pd, _: spin_echo(t1, t2, pd, 3500, 100)},
    'GRE localizer, 17 x 4 mm + 1 mm gap, 1.17 mm pixels':
        {'shape': (17, 256, 256), 'spacing': (5.0, 300 / 256, 300 / 256), 'thickness': 4.0,
         'fatPhase': fat_phase('1.5', 4),
         'signal': lambda t1, t2, pd, prime: gradient_echo(t1, 1 / (1 / t2 + prime), pd, 8.6, 4, 20)},
}


def clean(labels, volume_mm3):
    """A simple clean-up, class by class: keep what is large enough, and close to the canal or the discs' column."""
    out = np.zeros_like(labels)
    for c, least in ((1, 400), (2, 300), (3, 1500), (4, 1000)):
        parts, count = ndimage.label(labels == c)
        sizes = np.bincount(parts.ravel())[1:] * volume_mm3
        keep = [i + 1 for i in range(count) if sizes[i] >= least]
        out[np.isin(parts, keep)] = c
    return out


def measure_real(net, folder):
    rows = []
    for path in sorted(glob.glob(os.path.join(folder, '*_image.nii.gz')), key=lambda p: int(os.path.basename(p).split('_')[0])):
        image = nibabel.load(path)
        truth = np.asanyarray(nibabel.load(path.replace('_image', '_labels')).dataobj)
        labels = predict(net, image.get_fdata(dtype=np.float32), image.affine)
        tidy = clean(labels, float(np.prod(image.header.get_zooms()[:3])))
        rows.append({'case': os.path.basename(path).split('_')[0],
                     **{n: dice(labels == c, truth == c) for c, n in enumerate(NAMES[:3], 1)},
                     **{n + ' cleaned': dice(tidy == c, truth == c) for c, n in enumerate(NAMES[:3], 1)}})
    return rows


def split_by_part(mask, body, arch):
    """Voxels of `mask` that are nearer to the true body than to the true arch."""
    return mask & (ndimage.distance_transform_edt(~body) <= ndimage.distance_transform_edt(~arch))


def measure_phantom(net, path, tissues, part_codes, protocol, seed):
    """One phantom acquired with one protocol, scored on the acquired grid against the majority of each voxel."""
    (tissue, label, part), spacing, _ = read_phantom(path)
    joined = tissue.astype(np.int64) | label.astype(np.int64) << 8 | part.astype(np.int64) << 16
    values, codes = np.unique(joined, return_inverse=True)
    codes = codes.reshape(joined.shape).astype(np.uint16)
    source = Source(os.path.basename(path), 'phantom', codes, spacing, (values >> 8 & 255).astype(np.uint8), values & 255)
    rng = np.random.default_rng(seed)
    shape, grid = protocol['shape'], protocol['spacing']
    centre = np.array([(source.low[0] + source.high[0]) / 2, (codes.shape[1] - 1) / 2, (codes.shape[2] - 1) / 2])
    visit, soft, inside = sample_grid(source, shape, grid, protocol['thickness'], centre, np.eye(3), density=(0.7, 0.35))
    prime = r2_prime(tissues, '1.5', 0.02)
    signal = both(tissues, '1.5', lambda *tissue: protocol['signal'](*tissue, prime), fat_phase=protocol.get('fatPhase', 0))
    image = visit((signal / signal.max())[source.values_of].astype(np.float32))
    image *= inside * np.exp(0.15 * smooth_field(rng, shape, grid, 120))
    image = np.hypot(image + 0.015 * rng.standard_normal(shape), 0.015 * rng.standard_normal(shape))
    truth = soft.argmax(0) * inside
    affine = np.zeros((4, 4))  # [slices -> left, rows -> feet, columns -> posterior] as RAS
    affine[0, 0], affine[2, 1], affine[1, 2], affine[3, 3] = -grid[0], -grid[1], -grid[2], 1
    labels = predict(net, image.astype(np.float32), affine)
    row = {n: dice(labels == c, truth == c) for c, n in enumerate(NAMES, 1)}
    part_of = values >> 16
    share = {name: visit((part_of == code).astype(np.float32)) for name, code in part_codes.items()}
    bone = truth == 1
    body = bone & (share['body'] >= share['arch'])
    arch = bone & ~body
    found = labels == 1
    found_body = split_by_part(found, body, arch)
    return {'case': os.path.basename(path).split('.')[0], 'body': dice(found_body, body),
            'arch': dice(found & ~found_body, arch), **row}


def means(rows):
    return {k: float(np.mean([r[k] for r in rows])) for k in rows[0] if k != 'case'}


def show(title, rows):
    print(title)
    for row in [*rows, {'case': 'mean', **means(rows)}]:
        print('  ' + '  '.join(f'{k} {v}' if k == 'case' else f'{k} {v:.3f}' for k, v in row.items()), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--model', default='models/lumbar-vnet')
    parser.add_argument('--real', help='folder with NN_image.nii.gz and NN_labels.nii.gz')
    parser.add_argument('--phantoms')
    parser.add_argument('--run', help='training run, for the curves in the card')
    parser.add_argument('--only', help='comma-separated patients')
    parser.add_argument('--card', action='store_true')
    args = parser.parse_args()
    torch.set_num_threads(2)
    net, manifest = load_exported(args.model)
    results = {'real': [], 'phantoms': {}}
    if args.real:
        results['real'] = measure_real(net, args.real)
        show('real test patients', results['real'])
    if args.phantoms:
        tissues = load_tissues(os.path.join(args.phantoms, 'tissues.json'))
        for title, protocol in PROTOCOLS.items():
            rows = [measure_phantom(net, p, tissues, {'body': 1, 'arch': 2}, protocol, 5000 + i)
                    for i, p in enumerate(sorted(glob.glob(os.path.join(args.phantoms, '*.bin.gz'))))]
            results['phantoms'][title] = rows
            show(title, rows)
    if args.card:
        card.write(args.model, manifest, results, args.run)


if __name__ == '__main__':
    main()
