import path from 'node:path';
import type { DocumentedControl } from '../../shared/controls/define-control.ts';
import { asffFinding } from '../../shared/findings/asff.ts';
import type { Judgement } from '../../shared/findings/judgement.ts';
import { isOpen } from '../../shared/findings/judgement.ts';
import { reportOf } from '../../shared/findings/report.ts';
import type { Terminal } from '../terminal.ts';
import { FILE_STREAM, usesColour, widthOf } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { renderCsv } from './csv.ts';
import { renderJson } from './json.ts';
import { paletteOf } from './palette.ts';
import { sarifOf } from './sarif.ts';
import { renderTable } from './table.ts';

export interface ReportContext {
  /** The controls that were evaluated. */
  readonly controls: readonly DocumentedControl[];
  readonly options: {
    readonly format: 'table' | 'json' | 'asff' | 'csv' | 'sarif';
    readonly all: boolean;
    readonly output: string | undefined;
    readonly snapshot: string | undefined;
  };
  readonly terminal: Terminal;
}

/** The judgement in the format that was asked for. */
export function renderReport(judgement: Judgement, context: ReportContext): string {
  const { controls, options, terminal } = context;
  switch (options.format) {
    case 'table': {
      const stream = options.output === undefined ? terminal.stdout : FILE_STREAM;
      return renderTable(judgement, {
        width: widthOf(stream),
        palette: paletteOf(usesColour(stream, terminal.env)),
        all: options.all,
      });
    }
    case 'json':
      return renderJson(reportOf(judgement));
    case 'csv':
      return renderCsv(reportOf(judgement));
    case 'asff':
      return renderJson(
        judgement.verdicts
          .filter(({ verdict }) => isOpen(verdict))
          .map(({ verdict, snapshot }) => asffFinding(verdict, snapshot)),
      );
    case 'sarif':
      return renderJson(
        sarifOf(reportOf(judgement), {
          version: VERSION,
          controls,
          ...(options.snapshot !== undefined && {
            snapshotUri: options.snapshot.split(path.sep).join('/'),
          }),
        }),
      );
  }
}
