"""What Sphinx builds the site with; ``make site`` calls it on the pages in build/site-source."""

project = "conv1d_lab"
html_title = "conv1d_lab"
language = "en"
extensions = ["myst_nb", "docs.builder.sphinx_part", "docs.builder.reference_part"]
templates_path = ["templates"]
html_static_path = [
    "static/css/site.css",
    "static/css/icons.css",
    "static/css/pages.css",
    "../build/site-assets",
]
html_css_files = ["outputs.css", "site.css", "icons.css", "pages.css"]
# The first of all scripts: an explorer is alive before the page is painted.
html_js_files = [("site.js", {"defer": "defer", "fetchpriority": "high", "priority": 100})]
html_favicon = "static/favicon.svg"
html_permalinks_icon = "#"
html_copy_source = True
html_show_sphinx = False

nb_execution_mode = "off"  # they were run by tools/notebook_runs.py
nb_ipywidgets_js: dict[str, object] = {}  # Jupyter's own; ours are alive without it
nb_merge_streams = True
nb_mime_priority_overrides = [("html", "text/html", 0)]
html_math_renderer = "mathml"
myst_enable_extensions = ["dollarmath", "attrs_block"]
myst_heading_anchors = 3
myst_dmath_double_inline = False

html_theme = "sphinx_book_theme"
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "article_header_end": ["series-buttons.html"],
    "secondary_sidebar_items": ["page-toc.html"],
    "toc_title": "On this page",
    "show_navbar_depth": 1,
    "navbar_persistent": [],
    "back_to_top_button": False,
    "navigation_with_keys": False,
    "search_bar_text": "Search the series",
    "footer_content_items": ["credit.html"],
}
html_sidebars = {"**": ["home.html", "search-button-field.html", "sbt-sidebar-nav.html"]}
html_context = {"default_mode": "auto"}
