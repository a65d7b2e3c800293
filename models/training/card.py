"""The model's card: what it is, what it was trained on, and every measured case."""
import csv
import json
import os


def table(rows):
    keys = [k for k in rows[0] if k != 'case']
    mean = {'case': 'mean', **{k: sum(r[k] for r in rows) / len(rows) for k in keys}}
    low = {'case': 'lowest', **{k: min(r[k] for r in rows) for k in keys}}
    lines = ['| case | ' + ' | '.join(keys) + ' |', '|---|' + '---|' * len(keys)]
    for r in [*rows, mean, low]:
        bold = '**' if r['case'] == 'mean' else ''
        lines.append(f'| {bold}{r["case"]}{bold} | ' + ' | '.join(f'{bold}{r[k]:.3f}{bold}' for k in keys) + ' |')
    return '\n'.join(lines)


REAL_TARGETS = {'vertebra': 0.85, 'disc': 0.82, 'canal': 0.86}
PHANTOM_TARGETS = {'body': 0.93, 'vertebra': 0.87, 'disc': 0.90}


def targets(results):
    """Mean Dice against what was asked for before training."""
    lines = ['| measured on | structure | target | mean Dice | |', '|---|---|---|---|---|']
    groups = [('real test patients', results['real'], REAL_TARGETS)]
    groups += [(title, rows, PHANTOM_TARGETS) for title, rows in results['phantoms'].items()]
    for title, rows, wanted in groups:
        for key, target in wanted.items():
            if rows:
                mean = sum(r[key] for r in rows) / len(rows)
                lines.append(f"| {title} | {key} | {target:.2f} | {mean:.3f} | {'met' if mean >= target else '**missed**'} |")
    return '\n'.join(lines)


def curves(run, folder):
    """training.csv and training.png beside the weights; the last measured held-out Dice."""
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    with open(os.path.join(run, 'curve.csv')) as f:
        rows = list(csv.DictReader(f))
    with open(os.path.join(folder, 'training.csv'), 'w', newline='') as f:
        writer = csv.DictWriter(f, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)

    def series(key):
        pairs = [(float(r['minutes']), float(r[key])) for r in rows if r[key] not in ('', 'nan')]
        return zip(*pairs) if pairs else ([], [])

    figure, axes = plt.subplots(1, 3, figsize=(12, 3.4))
    axes[0].plot(*series('loss'))
    axes[0].set(title='loss', xlabel='minutes')
    for name in ('vertebra', 'disc', 'canal', 'sacrum'):
        axes[1].plot(*series(f'phantom_{name}'), label=f'phantom {name}', lw=1)
    for name in ('vertebra', 'disc', 'canal'):
        axes[1].plot(*series(f'real_{name}'), label=f'real {name}', lw=1, ls='--')
        axes[2].plot(*series(f'held_out_{name}'), marker='o', ms=3, label=name)
    axes[1].set(title='soft Dice of training samples', xlabel='minutes', ylim=(0, 1))
    axes[2].set(title='Dice, held-out patients (averaged weights)', xlabel='minutes')
    for a in axes[1:]:
        a.legend(fontsize=6)
    for a in axes:
        a.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(os.path.join(folder, 'training.png'), dpi=80)
    return [r for r in rows if r['held_out_disc']][-1]


def write(folder, manifest, results, run):
    log = manifest['training']['log']
    parts = [f"# {manifest['name']} {manifest['version']}", '',
             f"3-D V-Net for lumbar MRI: {', '.join(manifest['classes'])}. {manifest['date']}. "
             f"{manifest['cost']['parameters']:,} parameters, {manifest['cost']['flopsPerVoxel'] / 1000:.1f} kFLOP a voxel of its grid, "
             f"weights float16, SHA-256 `{manifest['weights']['sha256']}`.", '',
             'For teaching and for testing planning algorithms on virtual and anonymous images. **Not a medical device.**', '']
    if results['real'] or results['phantoms']:
        parts += ['## Result', '', targets(results), '']
    if run:
        held = curves(run, folder)
        stages = [log]
        while 'finishedFrom' in stages[0]:
            stages.insert(0, stages[0]['finishedFrom'])
        base, later = stages[0], stages[1:]
        parts += ['## Training', '',
                  f"{base.get('steps', 0):,} steps in {base.get('seconds', 0) / 60:.0f} minutes by two processes on two shared CPU cores (batch 1 each, shared weights, bf16 forward and "
                  f"backward, Dice + cross-entropy, Adam, cosine rate, averaged weights). {len(base.get('trainPatients', []))} patients and "
                  f"{base.get('phantomCount', 0)} phantoms, each sample re-sliced and re-contrasted at random; {base.get('realShare', 0):.0%} of "
                  f"the samples real. {base.get('note', '')} Seed {base.get('seed')}. Data hashes are in `manifest.json`.", '',
                  '![Training curves](training.png)', '',
                  f"Choices were made on three patients held out from training ({', '.join(base.get('heldOut', []))}); at the end their mean "
                  f"Dice was vertebra {held['held_out_vertebra']}, disc {held['held_out_disc']}, canal {held['held_out_canal']}.", '']
        for stage in later:
            parts += [f"Finished with {stage.get('steps', 0):,} more steps in {stage.get('seconds', 0) / 60:.0f} minutes on all {len(stage.get('trainPatients', []))} "
                      f"patients and {stage.get('phantomCount', 0)} phantoms, {stage.get('realShare', 0):.0%} of the samples real. {stage.get('note', '')}", '']
    if results['real']:
        parts += ['## Real test patients', '',
                  f"Dice of {len(results['real'])} patients of the SPIDER data set (T2 SPACE, central slab), on the input grid, measured with "
                  'the exported weights (PyTorch, float32). Never used for training or choices. *cleaned*: small islands of each class '
                  'removed. The sacrum is not labelled there and counts as background.', '', table(results['real']), '']
    for title, rows in results['phantoms'].items():
        parts += [f'## Unseen phantoms: {title}', '',
                  f'Dice of {len(rows)} phantoms of seeds that were never trained on, on the acquired grid, against the majority of each voxel. '
                  '*body* and *arch*: predicted vertebra is given to the nearer true part.', '', table(rows), '']
    parts += ['## Data and licence', '']
    for item in manifest['training']['data']:
        parts.append(f"- {item['name']}. Licence: {item['licence']}. {item['attribution']}.")
    parts += ['', '## Limits', '',
              '- Real training and test images are all sagittal T2 SPACE of one data set, 12–27 mm wide: on other sequences and on the '
              'lateral parts of vertebrae only phantoms taught it, and only phantoms measure it.',
              '- Real discs vary: where the test patients fall behind those held out from training, that is the size of the surprise to '
              'expect from a new patient; three patients for choices are few.',
              '- The sacrum was learnt from phantoms alone; real images give no number for it.',
              '- Implants, fractures, tumours and transitional vertebrae were in the training data only as the phantoms of a population draw them; '
              'infections and children not at all.',
              '- A vertebra cut by the edge of the field is segmented less well than one inside.', '',
              '## Reproduce', '', 'Step by step in `models/training/README.md`. The numbers on this page and `measured.json`:', '',
              '    python3 models/training/evaluate.py --model models/lumbar-vnet --real ../shared/data/spider-t2-space/test \\',
              '        --phantoms /tmp/phantoms-eval --run /tmp/training/run --card', '',
              'with the phantoms of `npx tsx src/cli/exportPhantoms.ts --out /tmp/phantoms-eval --first-seed 2000 --count 20`. Training on several '
              'processes is not repeatable bit by bit; measuring is.', '']
    with open(os.path.join(folder, 'card.md'), 'w') as f:
        f.write('\n'.join(parts))
    with open(os.path.join(folder, 'measured.json'), 'w') as f:
        json.dump(results, f, indent=1)
        f.write('\n')
