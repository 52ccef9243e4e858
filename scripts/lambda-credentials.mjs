import path from 'node:path';

/**
 * An esbuild plugin that leaves of the SDK's credential chain what a Lambda function has: credentials in
 * its environment (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). Profiles,
 * single sign-on, instance metadata and the clients behind them would be a third of a bundle.
 */
export const lambdaCredentials = {
  name: 'lambda-credentials',
  setup(build) {
    const chains = /^@aws-sdk\/credential-provider(?:-node|s)$/;
    build.onResolve({ filter: chains }, async (question) => {
      if (question.pluginData === lambdaCredentials) return undefined;
      const { resolveDir, kind } = question;
      const chain = await build.resolve(question.path, {
        resolveDir,
        kind,
        pluginData: lambdaCredentials,
      });
      return { path: chain.path, namespace: lambdaCredentials.name, sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: lambdaCredentials.name }, (chain) => ({
      contents: `export { fromEnv as defaultProvider, fromEnv as fromNodeProviderChain } from '@aws-sdk/credential-provider-env';`,
      resolveDir: path.dirname(chain.path),
    }));
  },
};
