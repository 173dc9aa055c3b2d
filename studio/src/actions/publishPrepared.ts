/** Publish: Sanity's own action, which first writes the dates and former addresses of `rules/publication.ts`. */
import {useDocumentOperation, type DocumentActionComponent} from 'sanity'
import {changesOnPublication, type ArticleLike} from '../rules/publication.ts'

export function publishPrepared(publish: DocumentActionComponent): DocumentActionComponent {
  const PublishPrepared: DocumentActionComponent = (props) => {
    const action = publish(props)
    const {patch} = useDocumentOperation(props.id, props.type)
    if (!action?.onHandle) return action

    return {
      ...action,
      onHandle: () => {
        const draft = props.draft as ArticleLike | null
        const published = props.published as ArticleLike | null
        if (draft) {
          const changes = changesOnPublication({draft, published}, new Date().toISOString())
          if (Object.keys(changes).length > 0) patch.execute([{set: changes}])
        }
        action.onHandle?.()
      },
    }
  }
  PublishPrepared.action = publish.action
  PublishPrepared.displayName = 'PublishPrepared'
  return PublishPrepared
}
