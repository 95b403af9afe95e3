// Calls act() when the element comes near the visible part of the page, and again whenever act() has changed and it still is.
export function near(element: HTMLElement, act: () => void) {
  let now = act;
  const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && now(), { rootMargin: '800px' });
  watch.observe(element);
  return {
    update(next: () => void) {
      now = next;
      watch.unobserve(element);
      watch.observe(element);
    },
    destroy: () => watch.disconnect(),
  };
}
