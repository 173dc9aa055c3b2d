/** The trail above a headline: the same steps as in the structured data. */
import type {Crumb} from '../structured-data/breadcrumb-list.ts'

export function Breadcrumbs({trail, label}: {trail: Crumb[]; label: string}) {
  return (
    <nav className="crumbs" aria-label={label}>
      <ol>
        {trail.map((crumb) => (
          <li key={crumb.path}>
            <a href={crumb.path} lang={crumb.lang}>
              {crumb.label}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
