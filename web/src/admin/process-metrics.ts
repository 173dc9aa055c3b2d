/** What every process of Node can say of itself. */
import {monitorEventLoopDelay} from 'node:perf_hooks'
import type {Metrics} from './metrics.ts'

export function watchProcess(metrics: Metrics): void {
  const lag = monitorEventLoopDelay({resolution: 10})
  lag.enable()
  metrics.gauge(
    'nodejs_eventloop_lag_seconds',
    'How late the event loop was since the last look, beyond the 10 ms between looks.',
    () => {
      const readings: [{quantile: string}, number][] = [0.5, 0.99, 1].map((share) => [
        {quantile: String(share)},
        Math.max(0, lag.percentile(share * 100) / 1e9 - 0.01),
      ])
      lag.reset()
      return readings.map(([labels, value]) => [labels, Number.isFinite(value) ? value : 0])
    },
  )
  metrics.gauge('process_resident_memory_bytes', 'Memory that the process takes.', () =>
    process.memoryUsage.rss(),
  )
  metrics.gauge(
    'nodejs_heap_used_bytes',
    'Of it, what JavaScript values take.',
    () => process.memoryUsage().heapUsed,
  )
  metrics.gauge(
    'process_cpu_seconds_total',
    'Time on a processor.',
    () => {
      const {user, system} = process.cpuUsage()
      return (user + system) / 1e6
    },
    'counter',
  )
  metrics.gauge(
    'process_start_time_seconds',
    'When the process began, in seconds since 1970.',
    () => Math.round(Date.now() / 1000 - process.uptime()),
  )
}
