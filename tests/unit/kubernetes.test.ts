import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { variableOf } from '../../lib/settings/flags.js';
import { parseCommandLine } from '../../lib/settings.js';

/* The manifest of docs/kubernetes.yaml fits Salient: its flags, variables, paths and ports are those that there are. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

interface Probe {
  httpGet: { path: string; port: string };
}
interface Variable {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef: { name: string; key: string } };
}
interface Container {
  args: string[];
  env: Variable[];
  ports: { name: string; containerPort: number }[];
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
  lifecycle: { preStop: { exec: { command: string[] } } };
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}
interface Manifest {
  kind: string;
  metadata: { name: string };
  // biome-ignore lint/suspicious/noExplicitAny: each kind of object has another one
  spec: any;
}

const objects = loadAll(read('docs/kubernetes.yaml')) as Manifest[];
const spec = (kind: string) => objects.find((object) => object.kind === kind)?.spec;
const deployment = spec('Deployment');
const pod = deployment.template.spec;
const [container]: Container[] = pod.containers;
const labels = deployment.template.metadata.labels;

/** What the secret of the manifest has, as its first lines make it. */
const SECRETS: Record<string, string> = {
  token: 'a-token-of-the-secret',
  database: 'postgres://salient:PASSWORD@postgres:5432/salient?sslmode=verify-full',
};

test('the command takes its arguments and its variables', () => {
  const environment = Object.fromEntries(
    container.env.map(({ name, value, valueFrom }) => [name, value ?? SECRETS[valueFrom?.secretKeyRef.key ?? '']]),
  );
  const command = parseCommandLine(container.args, environment);
  expect(command).toMatchObject({
    kind: 'serve',
    settings: {
      ...{ dir: '/data', host: '0.0.0.0', port: 8765, token: SECRETS.token, database: SECRETS.database },
      ...{ cookieName: 'salient', memory: 2048 * 2 ** 20, cacheDir: '/cache' },
    },
  });
  const known = ['token', 'database', 'host', 'memory', 'cache-dir', 'cache-size'].map(variableOf);
  expect(container.env.map(({ name }) => name)).toEqual(known);
  for (const key of Object.keys(SECRETS)) expect(read('docs/kubernetes.yaml')).toContain(`--from-literal=${key}=`);
});

test('no service sets variables of Salient: that of one with its name would be taken for its port', () => {
  expect(pod.enableServiceLinks).toBe(false);
  const address = 'tcp://10.0.0.1:80'; // what Kubernetes sets
  expect(() => parseCommandLine(['/data'], { SALIENT_PORT: address })).toThrow('SALIENT_PORT must be an integer');
});

test('probes ask addresses that are open; a replica begins once it is ready, and stays when jobs cannot be read', () => {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const paths = [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet.path);
  expect(paths).toEqual(['/api/health/ready', '/api/health/live', '/api/health/live']);
  for (const path of paths) expect(existsSync(`${root}app${path}/route.ts`)).toBe(true);
  const ports = [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet.port);
  expect(new Set(ports)).toEqual(new Set([container.ports[0].name]));
  expect(container.ports[0].containerPort).toBe(8765);
});

test('a rolling update keeps two replicas, and ends one after its last request', () => {
  expect(deployment.replicas).toBe(2);
  expect(deployment.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  const pause = Number(container.lifecycle.preStop.exec.command[1]);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(pause + 2.4);
});

test('the service and the budget select the pods, and everything that is mounted is there', () => {
  for (const selector of [
    deployment.selector.matchLabels,
    spec('Service').selector,
    spec('PodDisruptionBudget').selector.matchLabels,
  ])
    expect(selector).toEqual(labels);
  expect(spec('Service').ports[0].targetPort).toBe(container.ports[0].name);
  const volumes = pod.volumes.map(({ name }: { name: string }) => name);
  expect(container.volumeMounts.map(({ name }) => name)).toEqual(volumes);
  expect(container.volumeMounts.find(({ mountPath }) => mountPath === container.args[0])?.readOnly).toBe(true);
});
