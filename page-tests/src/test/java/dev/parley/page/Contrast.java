package dev.parley.page;

/** Measures text against the ground it stands on, by WCAG 2's formula. */
final class Contrast {

    /** Returns each visible text whose contrast is below 4.5:1, with its figure. */
    static final String SCRIPT = """
            () => {
              const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
              const rgba = (colour) => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                return canvas.getImageData(0, 0, 1, 1).data;
              };
              const luminance = (c) => {
                const [r, g, b] = [c[0], c[1], c[2]].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ground = (node) => {
                for (let n = node; n; n = n.parentElement) {
                  const c = rgba(getComputedStyle(n).backgroundColor);
                  if (c[3] === 255) return c;
                }
                return [255, 255, 255];
              };
              const poor = [];
              for (const node of document.querySelectorAll('body *')) {
                const own = [...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim());
                if (!own || !node.checkVisibility() || node.closest('.visually-hidden')) continue;
                const [a, b] = [luminance(rgba(getComputedStyle(node).color)), luminance(ground(node))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < 4.5) poor.push(`${node.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
              }
              return poor;
            }
            """;

    private Contrast() {}
}
