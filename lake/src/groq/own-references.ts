/**
 * References into another dataset or project (`{_ref, _dataset, _projectId}`) lead nowhere: a query reads one dataset, and the
 * document there that happens to have the same id is not what was meant. groq-js hands on the id alone, so the rest of the reference
 * is looked at before.
 */
import {parse, type ExprNode} from 'groq-js'

/** Of the reference at hand: the reference, or an object without id when it leads elsewhere. */
const OWN = parse(`select(
  _dataset != null || _projectId != null => {
    "_ref": select(
      coalesce(_dataset, sanity::dataset()) == sanity::dataset() &&
        coalesce(_projectId, sanity::projectId()) == sanity::projectId() => _ref
    )
  },
  @
)`)

/** What `base` evaluates to, if that is an object and no reference that leads elsewhere: then it has no id. */
export const ownReference = (base: ExprNode): ExprNode => ({type: 'Projection', base, expr: OWN})
