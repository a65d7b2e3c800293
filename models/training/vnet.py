"""The V-Nets: definition in PyTorch, and the layer list that the TypeScript side replays.

Tensors here are PyTorch's [batch, channels, slices, rows, columns]; the product uses [slices, rows, columns, channels].
The network is a straight program over a stack of skips, so that a runner needs five operations only:

  stem      y = relu(norm(conv3(x)))
  residual  y = relu(x + norm(conv3(x)))
  down      push x; y = relu(norm(convStride(x)))     kernel = stride, no padding
  up        y = nearest(conv1(x) + bias) + pop        nearest neighbour by the stride of the matching `down`
  head      y = conv1(x) + bias

conv3: 3x3x3, zero padding 1, no bias. norm: instance norm over all voxels of a channel, biased variance, eps 1e-5, affine.
"""
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

CLASSES = ['background', 'vertebra', 'disc', 'canal', 'sacrum']
AXIAL_CLASSES = ['background', 'bone', 'disc', 'canal', 'epidural', 'herniation']
EPSILON = 1e-5


class Shape(NamedTuple):
    """What the networks differ in. Strides are (slices, rows, columns), axes the directions in which their indices grow."""
    in_plane_mm: float
    channels: list
    strides: list
    encoder_blocks: list
    decoder_blocks: list
    axes: tuple = ('left', 'feet', 'posterior')
    classes: list = CLASSES

    @property
    def round_to(self):
        """Products of the strides: the counts of slices, rows and columns are multiples of them (at least 4 slices)."""
        product = np.prod(self.strides, axis=0)
        return max(4, int(product[0])), int(product[1]), int(product[2])

    def layers(self):
        """The network as a list of operations, in order of execution."""
        channels = self.channels
        layers = [{'op': 'stem', 'name': 'stem', 'in': 1, 'out': channels[0]}]
        for level, width in enumerate(channels):
            if level:
                layers.append({'op': 'down', 'name': f'down{level}', 'in': channels[level - 1], 'out': width,
                               'stride': list(self.strides[level - 1])})
            layers += [{'op': 'residual', 'name': f'encoder{level}_{i}', 'in': width, 'out': width}
                       for i in range(self.encoder_blocks[level])]
        for level in reversed(range(len(self.strides))):
            layers.append({'op': 'up', 'name': f'up{level}', 'in': channels[level + 1], 'out': channels[level],
                           'stride': list(self.strides[level])})
            layers += [{'op': 'residual', 'name': f'decoder{level}_{i}', 'in': channels[level], 'out': channels[level]}
                       for i in range(self.decoder_blocks[level])]
        layers.append({'op': 'head', 'name': 'head', 'in': channels[0], 'out': len(self.classes)})
        return layers

    def flops(self, slices, rows, columns):
        """Multiply-adds times two of one pass."""
        total, voxels, stack = 0, slices * rows * columns, []
        for item in self.layers():
            op, pair = item['op'], item['in'] * item['out']
            if op == 'down':
                stack.append(voxels)
                voxels //= item['stride'][0] * item['stride'][1] * item['stride'][2]
                total += 2 * stack[-1] * pair
            elif op == 'up':
                total += 2 * voxels * pair
                voxels = stack.pop()
            else:
                total += 2 * voxels * pair * (27 if op in ('stem', 'residual') else 1)
        return total


SHAPES = {
    # the whole field, coarsely: where is the spine?
    'lumbar-locator': Shape(3.0, [8, 16, 32, 48], [(1, 2, 2), (2, 2, 2), (2, 2, 2)], [1, 1, 2, 2], [1, 1, 1]),
    # the part of the field around the spine, finely
    'lumbar-vnet': Shape(1.0, [8, 16, 32, 64, 96], [(1, 2, 2), (1, 2, 2), (2, 2, 2), (2, 2, 2)], [1, 1, 2, 2, 2], [1, 1, 1, 1]),
    # axial slices at a disc: the thecal sac, the room around it, disc and bone
    'lumbar-axial': Shape(0.75, [8, 16, 32, 48], [(1, 2, 2), (1, 2, 2), (1, 2, 2)], [1, 1, 2, 2], [1, 1, 1],
                          ('feet', 'posterior', 'left'), AXIAL_CLASSES),
}


class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv3d(inputs, outputs, kernel, stride=stride, padding=padding, bias=False)
        self.norm = nn.InstanceNorm3d(outputs, eps=EPSILON, affine=True)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity='relu')

    def forward(self, x):
        return self.norm(self.conv(x))


class VNet(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.name, self.shape = name, SHAPES[name]
        self.program = self.shape.layers()
        self.layers = nn.ModuleDict({item['name']: _module(item) for item in self.program})

    def forward(self, x):
        skips = []
        for item in self.program:
            layer, op = self.layers[item['name']], item['op']
            if op == 'stem':
                x = F.relu(layer(x), inplace=True)
            elif op == 'residual':
                x = F.relu(x + layer(x), inplace=True)
            elif op == 'down':
                skips.append(x)
                x = F.relu(layer(x), inplace=True)
            elif op == 'up':
                x = _nearest(layer(x), item['stride']) + skips.pop()
            else:
                x = layer(x)
        return x


def _module(item):
    if item['op'] in ('stem', 'residual'):
        return ConvNorm(item['in'], item['out'], 3, padding=1)
    if item['op'] == 'down':
        return ConvNorm(item['in'], item['out'], tuple(item['stride']), stride=tuple(item['stride']))
    conv = nn.Conv3d(item['in'], item['out'], 1)
    nn.init.zeros_(conv.bias)
    return conv


def _nearest(x, stride):
    """Nearest-neighbour up-sampling by whole factors (an expand is faster than interpolate on the CPU)."""
    n, c, d, h, w = x.shape
    s, r, k = stride
    x = x.view(n, c, d, 1, h, 1, w, 1).expand(n, c, d, s, h, r, w, k)
    return x.reshape(n, c, d * s, h * r, w * k)


if __name__ == '__main__':
    for name, shape in SHAPES.items():
        print(f'{name}: {sum(p.numel() for p in VNet(name).parameters()):,} parameters, {shape.flops(16, 96, 96) / 16 / 96 / 96 / 1e3:.1f} kFLOP a voxel')
