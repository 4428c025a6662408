"""Taking over customers, products, prices, stock, receivables and sales from files of other systems."""
