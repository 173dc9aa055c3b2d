/**
 * One runner, projects by cost: `unit` (pure), `contract` and `integration` (a real lake, the real client), `faults`
 * (kills, clocks, full disks). Browser tests are started by `scripts/test.mjs`, after the builds.
 *
 * On Node, `@sanity/client` 8 brings its own `fetch`, which msw cannot see. The `react-server` build uses the global one,
 * so it is resolved and inlined here.
 */
import {defineConfig} from 'vitest/config'

const project = (name: string, timeout: number) => ({
  extends: true as const,
  test: {name, include: [`tests/${name}/**/*.test.ts`, `tests/${name}/**/*.test.tsx`], testTimeout: timeout, hookTimeout: timeout},
})

export default defineConfig({
  resolve: {conditions: ['react-server', 'node', 'import', 'module', 'default']},
  ssr: {resolve: {conditions: ['react-server', 'node', 'import', 'module', 'default']}},
  test: {
    environment: 'node',
    server: {deps: {inline: [/@sanity\/client/, /get-it/]}},
    projects: [
      project('unit', 20_000),
      project('contract', 30_000),
      project('integration', 60_000),
      project('faults', 120_000),
      project('e2e', 240_000),
    ],
  },
})
