"""The lumbar V-Net: definition in PyTorch, and the layer list that the TypeScript side replays.

Tensors here are PyTorch's [batch, channels, slices, rows, columns]; the product uses [slices, rows, columns, channels].
The network is a straight program over a stack of skips, so that a runner needs five operations only:

  stem      y = relu(norm(conv3(x)))
  residual  y = relu(x + norm(conv3(x)))
  down      push x; y = relu(norm(convStride(x)))     kernel = stride, no padding
  up        y = nearest(conv1(x) + bias) + pop        nearest neighbour by the stride of the matching `down`
  head      y = conv1(x) + bias

conv3: 3x3x3, zero padding 1, no bias. norm: instance norm over all voxels of a channel, biased variance, eps 1e-5, affine.
"""
import torch
from torch import nn
from torch.nn import functional as F

CLASSES = ['background', 'vertebra', 'disc', 'canal', 'sacrum']
CHANNELS = [8, 16, 32, 64, 96]
STRIDES = [(1, 2, 2), (1, 2, 2), (2, 2, 2), (2, 2, 2)]  # slices, rows, columns
ENCODER_BLOCKS = [1, 1, 2, 2, 2]
DECODER_BLOCKS = [1, 1, 1, 1]
EPSILON = 1e-5
ROUND_TO = (4, 16, 16)  # slices, rows, columns: products of the strides


def layer_list():
    """The network as a list of operations, in order of execution."""
    layers = [{'op': 'stem', 'name': 'stem', 'in': 1, 'out': CHANNELS[0]}]
    for level, channels in enumerate(CHANNELS):
        if level:
            layers.append({'op': 'down', 'name': f'down{level}', 'in': CHANNELS[level - 1], 'out': channels,
                           'stride': list(STRIDES[level - 1])})
        layers += [{'op': 'residual', 'name': f'encoder{level}_{i}', 'in': channels, 'out': channels}
                   for i in range(ENCODER_BLOCKS[level])]
    for level in reversed(range(len(STRIDES))):
        layers.append({'op': 'up', 'name': f'up{level}', 'in': CHANNELS[level + 1], 'out': CHANNELS[level],
                       'stride': list(STRIDES[level])})
        layers += [{'op': 'residual', 'name': f'decoder{level}_{i}', 'in': CHANNELS[level], 'out': CHANNELS[level]}
                   for i in range(DECODER_BLOCKS[level])]
    layers.append({'op': 'head', 'name': 'head', 'in': CHANNELS[0], 'out': len(CLASSES)})
    return layers


class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv3d(inputs, outputs, kernel, stride=stride, padding=padding, bias=False)
        self.norm = nn.InstanceNorm3d(outputs, eps=EPSILON, affine=True)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity='relu')

    def forward(self, x):
        return self.norm(self.conv(x))


class VNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.program = layer_list()
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


def flops(slices, rows, columns):
    """Multiply-adds times two of one pass."""
    total, voxels, stack = 0, slices * rows * columns, []
    for item in layer_list():
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


if __name__ == '__main__':
    net = VNet()
    print(f'{sum(p.numel() for p in net.parameters()):,} parameters, {flops(20, 192, 128) / 1e9:.1f} GFLOP at 20x192x128')
