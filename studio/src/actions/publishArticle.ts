/** Publish, for articles: Sanity's own action, which first writes the dates and former addresses of `publication.ts`. */
import {useDocumentOperation, type DocumentActionComponent} from 'sanity'
import {changesOnPublication, type ArticleLike} from '../rules/publication.ts'

export function publishArticle(publish: DocumentActionComponent): DocumentActionComponent {
  const PublishArticle: DocumentActionComponent = (props) => {
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
  PublishArticle.action = publish.action
  PublishArticle.displayName = 'PublishArticle'
  return PublishArticle
}
