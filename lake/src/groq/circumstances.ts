/** What a query may know besides documents: who asks, when, and of which lake. The same wherever it is evaluated. */
import type {QueryRequest} from './engine.ts'
import type {View} from './perspective.ts'
import type {EvaluateOptions} from './run.ts'

type Asking = Pick<QueryRequest, 'params' | 'identity'>

/** Documents come from `dereference`, or are put into `dataset`. */
export const circumstances = (
  {params = {}, identity}: Asking,
  view: View,
  sanity: EvaluateOptions['sanity'],
): Omit<EvaluateOptions, 'dereference'> => ({
  dataset: [],
  params,
  timestamp: new Date(),
  identity: view.anonymous ? '<anonymous>' : identity,
  sanity,
})
