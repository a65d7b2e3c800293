"""What samples are drawn from: real slabs and phantoms.

A `Source` is a finely sampled volume in the network's axes [slices -> left, rows -> feet, columns -> posterior] whose
voxels hold a code; tables say what a code means (grey value or tissue, label).
"""
import glob
import gzip
import hashlib
import json
import os

import nibabel
import numpy as np
from scipy import ndimage

import conform
from vnet import SHAPES

HELD_OUT = ['127', '146', '5']  # patients of train/ used for choices only


class Source:
    def __init__(self, name, kind, codes, spacing, labels_of, values_of, classes=5):
        self.name, self.kind, self.classes = name, kind, classes
        self.codes, self.spacing = codes, np.asarray(spacing, float)
        self.labels_of = labels_of  # label of a code, uint8
        self.values_of = values_of  # grey value (real) or tissue index (phantom) of a code
        coarse = labels_of[codes[tuple(slice(None, None, s) for s in COARSE)]]
        self.canal = np.argwhere(coarse == 3) * COARSE
        disc = np.argwhere(coarse == 2)
        self.disc_rows = (disc[:, 1] * COARSE[1]) if len(disc) else self.canal[:, 1]
        self.herniated_rows = np.empty(0, int)  # where disc tissue lies in canal or recess
        self.low, self.high = _spine_box(coarse, self.canal)


COARSE = np.array([2, 4, 4])  # voxels from one looked at to the next, where the spine is looked for


def _spine_box(coarse, canal):
    spine = (coarse == 1) | (coarse == 2) | (coarse == 3)
    box = ndimage.find_objects(spine.astype(int))[0]
    low, high = (np.array([getattr(s, e) for s in box]) * COARSE for e in ('start', 'stop'))
    if len(canal):  # slices: the canal says where the spine is; arches and ribs reach too far
        low[0], high[0] = np.percentile(canal[:, 0], [10, 90])
    return low, high


def _doubled(array, axis):
    """Linear interpolation to twice the sampling, voxel edges kept."""
    before = np.concatenate([array.take([0], axis), array.take(range(array.shape[axis] - 1), axis)], axis)
    after = np.concatenate([array.take(range(1, array.shape[axis]), axis), array.take([-1], axis)], axis)
    both = np.stack([0.75 * array + 0.25 * before, 0.75 * array + 0.25 * after], axis + 1)
    shape = list(array.shape)
    shape[axis] *= 2
    return both.reshape(shape)


def load_real(folder, ids=None):
    sources = []
    for path in sorted(glob.glob(os.path.join(folder, '*_image.nii.gz'))):
        name = os.path.basename(path).split('_')[0]
        if ids is not None and name not in ids:
            continue
        image = nibabel.load(path)
        labels = np.asanyarray(nibabel.load(path.replace('_image', '_labels')).dataobj)
        grey, spacing = conform.orient(np.asanyarray(image.dataobj).astype(np.float32), image.affine)
        label, _ = conform.orient(labels, image.affine)
        onehot = [(label == c).astype(np.float32) for c in range(4)]
        for axis in range(3):
            if spacing[axis] > 0.6:
                grey, onehot, spacing[axis] = _doubled(grey, axis), [_doubled(o, axis) for o in onehot], spacing[axis] / 2
        best = np.argmax(onehot, 0).astype(np.uint16)
        codes = np.rint(grey).astype(np.uint16) | best << 8
        table = np.arange(1024)
        sources.append(Source(name, 'real', codes, spacing, (table >> 8).astype(np.uint8),
                              (table & 255).astype(np.float32)))
    return sources


def read_phantom(path):
    """tissue, label and part [slices, rows, columns] in the network's axes, spacing, description."""
    with open(path[:-len('.bin.gz')] + '.json') as f:
        about = json.load(f)
    columns, rows, slices = about['dims']
    with gzip.open(path) as f:
        data = np.frombuffer(f.read(), np.uint8).reshape(3, slices, rows, columns)
    to_ras = np.diag([-1, -1, 1, 1]) @ np.asarray(about['voxelToPatient'], float).reshape(4, 4)
    maps = [conform.orient(m.transpose(2, 1, 0), to_ras) for m in data]
    return [np.ascontiguousarray(m) for m, _ in maps], maps[0][1], about


# what is free in canal, recess and foramen besides the thecal sac
EPIDURAL = ['epiduralFat', 'foraminalFat', 'nerveRoot', 'epiduralVein']


def class_of(classes, tissue, label, tissues):
    """Index in `classes` of what a phantom has at a voxel: `label` names it, or the tissue does."""
    if 'epidural' not in classes:
        return label
    free = np.array([t['name'] in EPIDURAL for t in tissues['tissues']])
    herniated = np.array([t['name'] == 'discHerniation' for t in tissues['tissues']])
    out = np.where(label == 4, classes.index('bone'), label)
    out = np.where((label == 0) & free[tissue], classes.index('epidural'), out)
    return np.where(herniated[tissue], classes.index('herniation'), out)


def load_phantom(path, cache, network, tissues):
    """Tissue and label joined in one code; kept as a memory-mapped file, so hundreds of phantoms cost no memory of ours."""
    stat = os.stat(path)
    name = os.path.basename(path).split('.')[0]
    kept = os.path.join(cache, f'{name}-{stat.st_size}-{int(stat.st_mtime)}')
    if not os.path.exists(kept + '.json'):
        (tissue, label, _), spacing, _ = read_phantom(path)
        joined = tissue.astype(np.uint16) | label.astype(np.uint16) << 8
        pairs = np.flatnonzero(np.bincount(joined.ravel(), minlength=1 << 16))
        rank = np.zeros(1 << 16, np.uint8)
        rank[pairs] = np.arange(len(pairs))
        os.makedirs(cache, exist_ok=True)
        own = f'{kept}.{os.getpid()}'  # several processes may fill the cache at once
        np.save(own + '.npy', rank[joined])
        os.replace(own + '.npy', kept + '.npy')
        with open(own + '.json', 'w') as f:
            json.dump({'pairs': pairs.tolist(), 'spacing': list(spacing)}, f)
        os.replace(own + '.json', kept + '.json')
    with open(kept + '.json') as f:
        about = json.load(f)
    pairs = np.array(about['pairs'])
    codes = np.load(kept + '.npy', mmap_mode='r')
    labels = class_of(SHAPES[network].classes, pairs & 255, pairs >> 8, tissues).astype(np.uint8)
    source = Source(name, 'phantom', codes, about['spacing'], labels, pairs & 255, len(SHAPES[network].classes))
    if network == 'lumbar-axial':
        herniated = labels == SHAPES[network].classes.index('herniation')
        source.herniated_rows = np.argwhere(herniated[codes[::2, ::2, ::2]])[:, 1] * 2
    return source


def phantom_files(folder):
    """Finished exports: the description is written last."""
    paths = sorted(glob.glob(os.path.join(folder, '*.bin.gz'))) if folder else []
    return [p for p in paths if os.path.exists(p[:-len('.bin.gz')] + '.json')]


class PhantomPool:
    """The phantoms of a folder, read in small steps, so that training starts before all are exported or read."""

    def __init__(self, folder, cache, network, tissues):
        self.folder, self.cache, self.network, self.tissues = folder, cache, network, tissues
        self.sources, self.asked = {}, 0
        self.update(12)

    def update(self, most):
        for path in phantom_files(self.folder):
            key = os.path.basename(path), os.stat(path).st_mtime
            if self.sources.get(key[0], (None, None))[0] != key[1]:
                try:
                    self.sources[key[0]] = key[1], load_phantom(path, self.cache, self.network, self.tissues)
                except (OSError, EOFError, ValueError):  # being rewritten at this moment
                    continue
                most -= 1
                if most <= 0:
                    break
        self.list = [s for _, s in self.sources.values()]

    def pick(self, rng):
        self.asked += 1
        if self.asked % 10 == 0:
            self.update(2)
        return self.list[rng.integers(len(self.list))]


def folder_hash(paths):
    """One SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(os.path.basename(path).encode())
        with open(path, 'rb') as f:
            total.update(hashlib.sha256(f.read()).digest())
    return total.hexdigest()
