/**
 * What the lake counts of its own work, as Prometheus reads it: requests by operation and status, and what the lake itself has
 * to say (`figures.ts`).
 *
 * Put around a lake from outside: neither routes nor store know of it.
 */
import {monitorEventLoopDelay} from 'node:perf_hooks'
import type {Lake} from '../index.ts'
import {lakeMetrics} from './figures.ts'
import {add, labels, metric, type Sample} from './prometheus.ts'

export interface Watched {
  lake: Lake
  /** All metrics, in Prometheus' text format. */
  text(): string
  close(): void
}

/** The second word of `/v…/data/<operation>/…`, and the first of everything else, as far as the lake knows it. */
const operations =
  /^\/v[^/]+\/(?:data\/(query|mutate|actions|doc|listen|live|history|export)|(assets|users|projects|hooks|auth|datasets))(?:\/|$)/
const files = /^\/(images|files)\//

export function watchLake(lake: Lake): Watched {
  const requests = new Map<string, number>()
  const seconds = new Map<string, {sum: number; count: number}>()
  const underWay = new Map<string, number>()
  const lag = monitorEventLoopDelay({resolution: 10})
  lag.enable()

  const fetch = async (request: Request): Promise<Response> => {
    const operation = operationOf(new URL(request.url).pathname)
    const began = performance.now()
    add(underWay, labels({operation}), 1)
    try {
      const response = await lake.fetch(request)
      add(requests, labels({operation, status: String(response.status)}), 1)
      return response
    } finally {
      add(underWay, labels({operation}), -1)
      const taken = seconds.get(operation) ?? {sum: 0, count: 0}
      taken.sum += (performance.now() - began) / 1000
      taken.count++
      seconds.set(operation, taken)
    }
  }

  const text = () => {
    const taken = [...seconds].flatMap(([operation, {sum, count}]): Sample[] => [
      [`_sum${labels({operation})}`, sum],
      [`_count${labels({operation})}`, count],
    ])
    const late = Math.max(0, lag.percentile(99) / 1e9 - 0.01)
    lag.reset()
    const cpu = process.cpuUsage()
    return [
      metric(
        'masthead_lake_requests_total',
        'counter',
        'Requests, by operation and status.',
        requests,
      ),
      metric('masthead_lake_request_seconds', 'summary', 'Until the answer began.', taken),
      metric(
        'masthead_lake_requests_under_way',
        'gauge',
        'Requests whose answer has not begun.',
        underWay,
      ),
      ...lakeMetrics(lake),
      metric(
        'nodejs_eventloop_lag_seconds',
        'gauge',
        'How late the event loop was since the last look.',
        [[labels({quantile: '0.99'}), Number.isFinite(late) ? late : 0]],
      ),
      metric('process_resident_memory_bytes', 'gauge', 'Memory that the process takes.', [
        ['', process.memoryUsage.rss()],
      ]),
      metric('process_cpu_seconds_total', 'counter', 'Time on a processor.', [
        ['', (cpu.user + cpu.system) / 1e6],
      ]),
    ].join('')
  }

  return {
    lake: {...lake, fetch},
    text,
    close() {
      lag.disable()
    },
  }
}

function operationOf(path: string): string {
  const [, inData, elsewhere] = operations.exec(path) ?? []
  return inData ?? elsewhere ?? files.exec(path)?.[1] ?? 'other'
}
