import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortSet } from '../../shared/network/port-set.ts';

const SAMPLE = [...Array(24).keys(), ...Array.from({ length: 8 }, (_, at) => 65_528 + at)];
const port = fc.constantFrom(...SAMPLE);
const ports = fc
  .array(fc.tuple(port, port), { maxLength: 6 })
  .map((ranges) =>
    ranges.reduce((sum, [first, last]) => sum.union(PortSet.range(first, last)), PortSet.empty()),
  );

function members(of: PortSet): boolean[] {
  return SAMPLE.map((one) => of.has(one));
}

describe('the algebra of port sets', () => {
  it('agrees with asking port by port', () => {
    fc.assert(
      fc.property(ports, ports, (a, b) => {
        const [inA, inB] = [members(a), members(b)];
        expect(members(a.union(b))).toEqual(inA.map((is, at) => is || inB[at]));
        expect(members(a.intersect(b))).toEqual(inA.map((is, at) => is && inB[at]));
        expect(members(a.subtract(b))).toEqual(inA.map((is, at) => is && inB[at] === false));
        expect(a.contains(b)).toBe(b.subtract(a).isEmpty);
      }),
    );
  });

  it('counts: what is taken away and what is left make the whole', () => {
    fc.assert(
      fc.property(ports, ports, (a, b) => {
        expect(a.subtract(b).size + a.intersect(b).size).toBe(a.size);
        expect(a.union(b).size).toBe(a.size + b.subtract(a).size);
      }),
    );
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(
        ports.filter((a) => !a.isEmpty),
        (a) => {
          expect(PortSet.parse(a.format())?.equals(a)).toBe(true);
        },
      ),
    );
  });
});

describe('PortSet', () => {
  it('finds the hole that a deny of 3389 makes', () => {
    const open = PortSet.range(1024, 65_535).subtract(PortSet.range(3389));
    expect(open.format()).toBe('1024-3388, 3390-65535');
    expect(open.size).toBe(64_511);
  });

  it('holds 0 to 65535 and nothing else', () => {
    expect(PortSet.all().size).toBe(65_536);
    expect(PortSet.range(-1, 70_000).equals(PortSet.all())).toBe(true);
    expect(PortSet.range(-1, -1).isEmpty).toBe(true);
    expect(PortSet.range(5, 4).isEmpty).toBe(true);
    expect(PortSet.empty().format()).toBe('');
  });

  it.each(['443, 80', '80,443', '80, 443, 443-443'])('reads %s', (text) => {
    expect(PortSet.parse(text)?.format()).toBe('80, 443');
  });

  it.each(['', '443-', '-1', '65536', '90-80', '80;443', '1e3', '80,'])('refuses "%s"', (text) => {
    expect(PortSet.parse(text)).toBeUndefined();
  });
});
