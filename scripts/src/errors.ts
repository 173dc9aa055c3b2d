/**
 * Every message that an operator can meet, as functions: they read as lists, one for each kind of work, and tests import them.
 *
 * The class lives in the set-up, which runs before TypeScript can.
 */
export {OperatorError} from '../setup/problem.mjs'
export * from './errors/commands.ts'
export * from './errors/import.ts'
export * from './errors/lake.ts'
export * from './errors/start.ts'
