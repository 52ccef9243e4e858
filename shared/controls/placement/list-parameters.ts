import * as z from 'zod/mini';
import { ec2Id } from '../../model/schema.ts';
import { parameter } from '../parameter.ts';

/** A parameter that lists EC2 ids with their prefix; empty by default. */
export function listOfIds(prefix: string, description: string) {
  return parameter(z.array(ec2Id(prefix)), [], description);
}

/** A parameter that lists tags as `key=value`; empty by default. */
export function listOfTags(description: string) {
  const tag = z.string().check(z.regex(/^[^=]+=.*$/s, { error: 'expected key=value' }));
  return parameter(z.array(tag), [], description);
}
