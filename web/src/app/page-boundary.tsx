import { Component, type ReactNode } from 'react';
import { PageFailure } from './page-failure';

/** Around each page and around their frame: what crashes leaves the header and the way out. */
export class PageBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    // From a new document, because the state of this one may be what broke it.
    const reload = () => window.location.reload();
    return this.state.crashed ? (
      <PageFailure failure="crashed" onAgain={reload} />
    ) : (
      this.props.children
    );
  }
}
