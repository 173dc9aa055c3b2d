/** `npm run build`: what `npm start` prepares before it starts anything, for whoever runs the parts by other means. */
import {setUp} from './setup/index.mjs'
import {OperatorError} from './setup/problem.mjs'

try {
  await setUp()
} catch (error) {
  if (!(error instanceof OperatorError)) throw error
  process.stderr.write(`\n${error.message}\n${error.remedy}\n`)
  process.exitCode = 1
}
