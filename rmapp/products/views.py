"""Pages of the catalogue."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core.forms import attempt
from ..policy.enforce import current_actor, requires
from ..settings import settings
from . import operations, queries
from .forms import NewProductForm, ProductForm
from .models import KIND_LABELS, ProductKind

products = Blueprint("products", __name__, url_prefix="/products")
blueprints = [products]

ID = "<string(length=16):public_id>"


@products.get("")
@requires("products:read")
def listing() -> ResponseReturnValue:
    """The catalogue."""
    asked = request.args.get("kind", "")
    kind = ProductKind(asked) if asked in set(ProductKind) else None
    retired = request.args.get("retired") == "1"
    return render_template(
        "products/listing.html",
        rows=queries.listing(kind=kind, with_retired=retired),
        kind=kind,
        kinds=KIND_LABELS,
        retired=retired,
    )


@products.route("/new", methods=["GET", "POST"])
@requires("products:edit")
def create() -> ResponseReturnValue:
    """Add a product."""
    form = NewProductForm(data={"is_active": True, "discount_limit": 0})
    form.spare_rows(3)
    if "more" not in request.form and form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.create_product(
                actor=current_actor(),
                code=form.code.data,
                currency=settings().currency,
                **form.values(),
            ),
        )
        if made:
            flash(_("The product is in the catalogue."))
            return redirect(url_for("products.show", public_id=made.public_id))
    return render_template("products/form.html", form=form, product=None)


@products.get(f"/{ID}")
@requires("products:read")
def show(public_id: str) -> ResponseReturnValue:
    """One product with its tariffs."""
    product = queries.product_of(public_id)
    return render_template("products/show.html", product=product, kinds=KIND_LABELS)


@products.route(f"/{ID}/edit", methods=["GET", "POST"])
@requires("products:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """Change a product and its tariffs."""
    product = queries.product_of(public_id)
    form = ProductForm(data=ProductForm.of(product))
    form.spare_rows(3 if "more" in request.form else 2)
    if "more" not in request.form and form.validate_on_submit():
        done = attempt(
            form,
            lambda: operations.edit_product(
                product, actor=current_actor(), version=form.version_number, **form.values()
            ),
        )
        if done:
            flash(_("The product is saved."))
            return redirect(url_for("products.show", public_id=public_id))
    return render_template("products/form.html", form=form, product=product)
