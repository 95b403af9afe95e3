// A box that scrolls can be reached by key; one that does not is no stop on the way.
export function scrolls(node: HTMLElement): { destroy: () => void } {
  const look = () => {
    const over = node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1;
    if (over) node.tabIndex = 0;
    else node.removeAttribute('tabindex');
  };
  const sizes = new ResizeObserver(look);
  const content = new MutationObserver(look);
  sizes.observe(node);
  content.observe(node, { childList: true, subtree: true });
  look();
  return {
    destroy: () => {
      sizes.disconnect();
      content.disconnect();
    },
  };
}
