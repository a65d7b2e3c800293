"""Writes what the product loads: weights.bin, selfcheck.bin and manifest.json.

  python3 export.py --checkpoint /tmp/training/run/last.pt --out models/lumbar-vnet
"""
import argparse
import datetime
import hashlib
import json
import os

import numpy as np
import torch

import vnet
from conform import NORMALISATION, grid_rule

ATTRIBUTION = ('van der Graaf JW, van Hooff ML, Buckens CFM, et al. Lumbar spine segmentation in MR images: a dataset and a '
               'public benchmark. Scientific Data 2024;11:264 (SPIDER), CC BY 4.0')


def load(checkpoint):
    """The network with the averaged weights of a checkpoint, and its log."""
    saved = torch.load(checkpoint, map_location='cpu')
    net = vnet.VNet(saved['log']['network'])
    net.load_state_dict(saved['ema'])
    return net.eval(), saved['log']


def load_exported(folder):
    """The network of an exported folder, weights as shipped, and its manifest."""
    with open(os.path.join(folder, 'manifest.json')) as f:
        manifest = json.load(f)
    with open(os.path.join(folder, manifest['weights']['file']), 'rb') as f:
        blob = f.read()
    net, state = vnet.VNet(manifest['name']).eval(), {}
    for tensor in manifest['weights']['tensors']:
        data = np.frombuffer(blob, '<f2', tensor['byteLength'] // 2, tensor['byteOffset'])
        data = data.reshape(tensor['shape']).astype(np.float32)
        layer, kind = tensor['name'].rsplit('.', 1)
        pointwise = len(tensor['shape']) == 2
        if kind == 'weight':
            data = data.T[:, :, None, None, None] if pointwise else data.transpose(4, 3, 0, 1, 2)
        key = {'weight': 'weight' if pointwise else 'conv.weight', 'bias': 'bias', 'gamma': 'norm.weight',
               'beta': 'norm.bias'}[kind]
        state[f'layers.{layer}.{key}'] = torch.from_numpy(np.ascontiguousarray(data))
    net.load_state_dict(state)
    return net, manifest


def training_data(log):
    """What a network was trained on, with licence and attribution."""
    own = [(f"{log.get('phantomCount', 0)} phantoms of this project", 'src/cli/exportPhantoms.ts')]
    if log.get('scanCount'):
        plane = 'axial' if log['network'] == 'lumbar-axial' else 'sagittal'
        own.append((f"{plane} stacks of {log['scanCount']} phantoms as the virtual scanner takes them", f'src/cli/export{plane.title()}Scans.ts'))
    chosen = len(log.get('finishedFrom', log).get('heldOut', []))
    before = ' before the last stage' if 'finishedFrom' in log else ''
    patients = f"SPIDER, sagittal T2 SPACE: {len(log.get('trainPatients', []))} patients for training, {chosen} for choices{before}"
    real = [{'name': patients, 'licence': 'CC BY 4.0', 'attribution': ATTRIBUTION}] if log.get('trainPatients') else []
    return real + [{'name': name, 'licence': 'as the project', 'attribution': program} for name, program in own]


def tensors(net):
    """(name, array) in file order; convolutions channels last: [slices, rows, columns, in, out], 1x1x1 ones [in, out]."""
    for item in net.program:
        layer, name = net.layers[item['name']], item['name']
        if item['op'] in ('up', 'head'):
            yield f'{name}.weight', layer.weight.detach().numpy()[:, :, 0, 0, 0].T
            yield f'{name}.bias', layer.bias.detach().numpy()
        else:
            yield f'{name}.weight', layer.conv.weight.detach().numpy().transpose(2, 3, 4, 1, 0)
            yield f'{name}.gamma', layer.norm.weight.detach().numpy()
            yield f'{name}.beta', layer.norm.bias.detach().numpy()


def round_weights(net):
    """float16 weights are what is shipped, so they are also what is measured."""
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(p.half().float())
    return net


def selfcheck_input(shape=(8, 48, 32)):
    """A fixed, smooth, structured input; stored, so nothing depends on how it was made."""
    rng = np.random.default_rng(7)
    field = torch.from_numpy(rng.standard_normal((1, 1, 4, 12, 8)).astype(np.float32))
    smooth = torch.nn.functional.interpolate(field, size=shape, mode='trilinear', align_corners=False)[0, 0].numpy()
    s, r, c = np.meshgrid(*[np.arange(n) for n in shape], indexing='ij')
    blocks = np.where((c > 8) & (c < 20) & (r % 12 < 9), 1.0, -0.5)
    return (smooth + blocks + 0.05 * rng.standard_normal(shape)).astype(np.float32)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def peak_bytes_per_voxel(shape):
    """At full resolution: the C -> 3C convolution result, its input, the sum and two skips, float32."""
    c = shape.channels[0]
    return 4 * (3 * c + 4 * c)


def export(checkpoint, out, version, note):
    net, log = load(checkpoint)
    if note:
        log['note'] = note
    x = selfcheck_input()
    batch = torch.from_numpy(x)[None, None]
    with torch.no_grad():
        exact = net(batch)
        logits = round_weights(net)(batch)
    rounding = float((exact - logits).abs().max())
    blob, listing = b'', []
    for name, array in tensors(net):
        data = np.ascontiguousarray(array, dtype='<f2').tobytes()
        listing.append({'name': name, 'shape': list(array.shape), 'dtype': 'float16', 'byteOffset': len(blob),
                        'byteLength': len(data)})
        blob += data + b'\0' * (-len(data) % 4)
    expected = np.ascontiguousarray(logits[0].permute(1, 2, 3, 0).numpy(), dtype='<f4')
    check = x.astype('<f4').tobytes() + expected.tobytes()
    manifest = {
        'schemaVersion': 1,
        'name': net.name,
        'version': version,
        'date': datetime.datetime.utcnow().date().isoformat(),
        'status': 'trained',
        'classes': net.shape.classes,
        'grid': grid_rule(net.shape),
        'normalisation': NORMALISATION,
        'architecture': {
            'inputLayout': ['slices', 'rows', 'columns', 'channels'],
            'channels': net.shape.channels, 'strides': [list(s) for s in net.shape.strides],
            'encoderBlocks': net.shape.encoder_blocks, 'decoderBlocks': net.shape.decoder_blocks,
            'normEpsilon': vnet.EPSILON, 'layers': net.program,
        },
        'weights': {'file': 'weights.bin', 'byteLength': len(blob), 'sha256': sha256(blob), 'tensors': listing},
        'selfCheck': {
            'file': 'selfcheck.bin', 'byteLength': len(check), 'sha256': sha256(check), 'dtype': 'float32',
            'input': {'shape': [*x.shape, 1], 'byteOffset': 0, 'byteLength': x.size * 4},
            'logits': {'shape': list(expected.shape), 'byteOffset': x.size * 4, 'byteLength': expected.size * 4},
            'maxAbsDifference': 1e-3,
        },
        'cost': {'parameters': sum(p.numel() for p in net.parameters()),
                 'flopsPerVoxel': round(net.shape.flops(16, 96, 96) / (16 * 96 * 96)),
                 'peakBytesPerVoxel': peak_bytes_per_voxel(net.shape)},
        'training': {
            'data': training_data(log),
            'log': log,
        },
    }
    os.makedirs(out, exist_ok=True)
    for name, data in (('weights.bin', blob), ('selfcheck.bin', check)):
        with open(os.path.join(out, name), 'wb') as f:
            f.write(data)
    with open(os.path.join(out, 'manifest.json'), 'w') as f:
        json.dump(manifest, f, indent=2)
        f.write('\n')
    print(f'{len(blob):,} bytes of weights; float16 moves the self-check logits by at most {rounding:.2e} '
          f'(range {float(exact.min()):.1f} … {float(exact.max()):.1f})')


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--checkpoint', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--version', default='0.0.0')
    parser.add_argument('--note', help='what the log of the training cannot know')
    args = parser.parse_args()
    torch.set_num_threads(2)
    export(args.checkpoint, args.out, args.version, args.note)
