import { splitFunctionArn } from '../../model/arn.ts';
import { versionsOf } from '../../model/function-versions.ts';

const FUNCTION_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/;

/**
 * What a gap stands under where Lambda's answer for one version is not as documented: the version, and
 * the versions of its function, of which one is missing. Nothing where the ARN cannot be read either.
 */
export function idsOfRefused(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const arn: unknown = Reflect.get(answer, 'FunctionArn');
  if (typeof arn !== 'string' || !FUNCTION_ARN.test(arn)) return [];
  const { functionArn, qualifier } = splitFunctionArn(arn);
  const version = qualifier === undefined || qualifier === '$LATEST' ? functionArn : arn;
  return [version, versionsOf(functionArn)];
}
