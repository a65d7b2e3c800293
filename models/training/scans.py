"""Training samples from axial stacks that the virtual scanner took (`src/cli/exportAxialScans.ts`)."""
import gzip
import json
import os

import numpy as np
import torch

import conform
from data import phantom_files
from samples import degrade, focus, smooth_field
from vnet import SHAPES

SIDES = (96, 112, 128, 128, 128)  # samples' rows and columns; most as large as the product's
STRAY_MM = 8
TURN_DEG, BEND_MM = 12, 1.8  # a stack's own turn and the standard deviation of its bend, at most
HERNIATED = 0.4


def kind_of(herniation):
    """What herniations look alike by: a free piece wherever it lies, the others by their zone."""
    return 'free' if herniation['kind'] == 'sequestration' else herniation['zone']


class ScanPool:
    """The stacks of a folder as they lie on the disk; a file is read again each time, so hundreds cost no memory."""

    def __init__(self, folder):
        self.folder, self.asked, self.seen = folder, 0, set()
        self.stacks, self.herniated = [], {}
        self.update()

    def update(self):
        for path in phantom_files(self.folder):
            if path in self.seen:
                continue
            with open(path[:-len('.bin.gz')] + '.json') as f:
                about = json.load(f)
            assert about['classes'] == SHAPES['lumbar-axial'].classes, path
            found = {d['level']: kind_of(d['herniations'][0]) for d in about['truth']['measures']['discs'] if d['herniations']}
            for stack in about['stacks']:
                self.stacks.append((path, stack))
                if stack['level'] in found:
                    self.herniated.setdefault(found[stack['level']], []).append((path, stack))
            self.seen.add(path)

    def herniated_alike(self, rng):
        """Stacks of one kind of herniation: the rarer a kind, the more often each of its stacks is seen, but not as often as that all are equal."""
        kinds = sorted(self.herniated)
        weights = np.sqrt([len(self.herniated[kind]) for kind in kinds])
        return self.herniated[kinds[rng.choice(len(kinds), p=weights / weights.sum())]]

    def pick(self, rng):
        """Grey values and shares of the classes [slices to the feet, rows, columns], spacing mm of a random stack, gladly of a herniated disc."""
        self.asked += 1
        if self.asked % 100 == 0:
            self.update()
        among = self.herniated_alike(rng) if self.herniated and rng.random() < HERNIATED else self.stacks
        path, stack = among[rng.integers(len(among))]
        columns, rows, slices = stack['dims']
        n, classes = columns * rows * slices, len(SHAPES['lumbar-axial'].classes)
        with gzip.open(path) as f:
            f.seek(stack['offset'])
            blob = f.read(n * (1 + classes))
        grey = np.frombuffer(blob, '<u2', n).reshape(slices, rows, columns)
        shares = np.frombuffer(blob, np.uint8, n * (classes - 1), 2 * n).reshape(classes - 1, slices, rows, columns)
        return grey[::-1], shares[:, ::-1], np.array(stack['spacing'])[::-1]

    def draw(self, rng):
        """One sample as `samples.draw` gives them: mirrored, turned, bent, cropped, with other contrast, and degraded."""
        grey, shares, spacing = self.pick(rng)
        if rng.random() < 0.5:
            grey, shares = grey[..., ::-1], shares[..., ::-1]
        spacing = spacing * rng.uniform(0.9, 1.1) * rng.uniform(0.97, 1.03, 3)
        both = np.concatenate([grey[None].astype(np.float32), shares.astype(np.float32) / 255])
        shape, mm = SHAPES['lumbar-axial'], SHAPES['lumbar-axial'].in_plane_mm
        (count, *_), (step, *_) = conform.grid_of(grey.shape, spacing, mm)
        both = bent(rng, conform.resample_axis(both, 1, count, step), (spacing[0] * step, *spacing[1:]))
        image, labels = both[0], np.concatenate([1 - both[1:].sum(0, keepdims=True), both[1:]]).clip(0, 1)
        if rng.random() < 0.35:
            gains = np.exp(rng.normal(size=len(labels)) * 0.2).astype(np.float32)
            image = image * np.tensordot(gains, labels, 1)
        spacing = (spacing[0] * step, mm, mm)
        image = degrade(rng, image, image.shape, spacing, 0.6 * rng.random(), shape.axes.index('posterior'))
        mask = focus(labels, spacing)
        return [conform.pad(a, shape.round_to) for a in (conform.normalise(image), labels.astype(np.float16), mask)] + [False]


def bent(rng, maps, spacing):
    """Maps [maps, slices, rows, columns] on a square about their middle on the network's grid, turned and bent within the slices."""
    mm = SHAPES['lumbar-axial'].in_plane_mm
    _, slices, *size = maps.shape
    side = int(rng.choice(SIDES))
    angle = np.radians(rng.uniform(-1, 1) * TURN_DEG)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    offsets = (np.arange(side) - (side - 1) / 2) * mm
    places = np.stack(np.meshgrid(offsets, offsets, indexing='ij'))
    places = np.tensordot(turn, places, 1) + rng.uniform(-1, 1, 2)[:, None, None] * STRAY_MM
    places = np.broadcast_to(places[:, None], (2, slices, side, side))
    if rng.random() < 0.6:
        places = places + smooth_field(rng, (slices, side, side), (spacing[0], mm, mm), rng.uniform(20, 60), 2) * rng.uniform(0, BEND_MM)
    # of grid_sample: columns first, -1 ... 1 from the first pixel's edge to the last one's
    grid = np.stack([places[a] / (size[a] * spacing[a + 1] / 2) for a in (1, 0)], -1).astype(np.float32)
    stack = torch.from_numpy(np.ascontiguousarray(maps.swapaxes(0, 1)))
    cut = torch.nn.functional.grid_sample(stack, torch.from_numpy(grid), padding_mode='border', align_corners=False)
    return cut.numpy().swapaxes(0, 1)
