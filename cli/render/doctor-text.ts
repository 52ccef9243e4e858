import type { Diagnosis, DiagnosisStatus } from '../../shared/deployment/diagnosis.ts';
import { printable } from './layout.ts';
import { Page } from './page.ts';
import type { Palette } from './palette.ts';

/** Widths of the columns, in cells. */
const STATUS = 9;
const CHECK = 15;
const REGION = 16;

/** Signs that a reader without colour tells apart at a glance. */
const WORDS: Readonly<Record<DiagnosisStatus, string>> = {
  ok: 'ok',
  wrong: 'WRONG',
  unknown: 'unknown',
};

/** What `doctor` prints: a line for each thing, with the repair below what is wrong. */
export function renderDiagnoses(
  report: {
    readonly accountId: string;
    readonly homeRegion: string;
    readonly diagnoses: readonly Diagnosis[];
  },
  { width, palette }: { readonly width: number; readonly palette: Palette },
): string {
  const page = new Page(width);
  page.text(0, `Account ${report.accountId}, deployed in ${report.homeRegion}`, palette.strong);
  page.gap();
  for (const { status, check, region, detail, fix } of report.diagnoses) {
    page.columns(
      0,
      [
        { text: WORDS[status], width: STATUS, style: styleOf(status, palette) },
        { text: check, width: CHECK },
        { text: region ?? '', width: REGION, style: palette.faint },
      ],
      printable(detail),
    );
    if (fix !== undefined) {
      page.labelled(STATUS + CHECK, { text: 'Fix', width: REGION }, printable(fix), palette.faint);
    }
  }
  page.gap();
  page.text(0, summary(report.diagnoses));
  return page.toString();
}

function styleOf(status: DiagnosisStatus, palette: Palette) {
  switch (status) {
    case 'ok':
      return palette.good;
    case 'wrong':
      return palette.severity.HIGH;
    case 'unknown':
      return palette.doubt;
  }
}

function summary(diagnoses: readonly Diagnosis[]): string {
  const count = (status: DiagnosisStatus) =>
    diagnoses.filter((one) => one.status === status).length;
  const [wrong, unknown] = [count('wrong'), count('unknown')];
  const things =
    wrong === 0 ? 'Nothing is wrong' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`;
  return unknown === 0 ? `${things}.` : `${things}, ${unknown} could not be checked.`;
}
